/** Words of `parley doctor`: what was found, and below it how to mend it. */
export const doctorEn = {
  "doctor.ok": "ok",
  "doctor.problem": "PROBLEM",
  "doctor.unknown": "not known",
  "doctor.healthy": "No problem was found.",
  "doctor.sick": "Problems found: {count}",

  "doctor.port": "Port",
  "doctor.port.listening": "Parley listens on port {port}.",
  "doctor.port.next-free":
    "Port {wanted} is used by another program, or another Parley; Parley uses {port}. That does no harm.",
  "doctor.port.moved":
    "Port {wanted} is used by another program; Parley uses {port}.\nEnd the other program and start Parley again, or choose another port. Who has your old address does not find you.",
  "doctor.port.free": "Parley is not running. Port {port} is free for it.",
  "doctor.port.taken":
    "Parley is not running. Another program uses port {port}; Parley then takes the next free one. That does no harm.",
  "doctor.port.none-free":
    "Parley cannot listen on port {port} ({code}).\nChoose another port, above 1023: parley run --port 7420.",

  "doctor.addresses": "Addresses",
  "doctor.addresses.one": "This computer's address: {addresses}.",
  "doctor.addresses.several": "This computer has {count} addresses: {addresses}.",
  "doctor.addresses.only-loopback": "This computer is in no network.\nTurn Wi-Fi on or plug the cable in.",
  "doctor.addresses.no-lease":
    "The network gave this computer no address.\nReconnect to the Wi-Fi, or pull the cable and plug it in again; restart the router if that does not help.",
  "doctor.addresses.listen-local":
    "Parley was started with --listen {host}: only programs of this computer reach it.\nStart it without --listen.",

  "doctor.firewall": "Firewall",
  "doctor.firewall.came-in": "Others reach this computer.",
  "doctor.firewall.own-only":
    "This computer lets itself in at {address}. Nobody from outside has come in yet, so it is not known whether they can.\nIf nobody reaches you: allow Parley in the firewall. Windows asks at the first start: allow private networks.",
  "doctor.firewall.blocked":
    "Not even this computer reaches Parley at {address}: a firewall or a security program blocks it.\nAllow Parley in the firewall of the system.",
  "doctor.firewall.no-address": "Cannot be tried: Parley is not running, or there is no network.",

  "doctor.multicast": "Finding people nearby",
  "doctor.multicast.heard-others": "Others in this network are heard.",
  "doctor.multicast.near": "People on this computer or in this network were found.",
  "doctor.multicast.heard-self":
    "This computer announces itself and would hear others. Nobody else was heard.\nA guest Wi-Fi keeps computers apart: use the main one. Or send an invite.",
  "doctor.multicast.not-heard":
    "This computer does not hear its own announcements ({addresses}): others are not found automatically.\nAllow Parley (UDP port 7420) in the firewall. Invites and typed addresses work all the same.",
  "doctor.multicast.off": "Switched off, in the settings or by --no-lan: people are not found automatically.",
  "doctor.multicast.not-running":
    "Parley is not running, so it neither announces itself nor finds anybody. The network allows it.",
  "doctor.multicast.no-network": "Cannot be tried: there is no network.",

  "doctor.vpn": "VPN",
  "doctor.vpn.none": "No VPN.",
  "doctor.vpn.present": "A VPN is on ({names}), and somebody nearby is connected all the same.",
  "doctor.vpn.may-block":
    "A VPN is on ({names}), and nobody nearby is connected: it may carry everything past the local network.\nSwitch it off for a moment, or allow the local network in its settings.",

  "doctor.network": "Network",
  "doctor.network.same": "Your contacts were last seen where this computer can reach them.",
  "doctor.network.elsewhere":
    "{names}: last seen in another network ({addresses}); this computer is in {networks}.\nBe in the same Wi-Fi, not one in the guest Wi-Fi and one in the main one.",
  "doctor.network.nothing-known": "No contact has an address yet.",

  "doctor.clock": "Clock",
  "doctor.clock.agrees": "The clock agrees with that of your contacts.",
  "doctor.clock.wrong":
    "The clock of this computer is off by {minutes} min.\nSwitch on automatic date and time in the system's settings.",
  "doctor.clock.differ":
    "Somebody of your authority is here, but the clocks differ by about {minutes} min, so you do not find each other.\nSet the clock of this computer or of theirs: switch on automatic date and time.",
  "doctor.clock.nobody": "Fewer than three people are connected, so nobody can tell whether the clock is right.",

  "doctor.certificate": "Certificate",
  "doctor.certificate.valid": "Valid until {until}.",
  "doctor.certificate.soon": "Ends on {until}, in {days} d.\nRenew it: parley identity renew.",
  "doctor.certificate.expired": "Ended on {until}: others refuse you.\nRenew it: parley identity renew.",
  "doctor.certificate.not-yet":
    "Counts only from {from} on: until then others refuse you.\nMost likely the clock of this computer is wrong: check date and time.",
  "doctor.certificate.revoked":
    "Your authority has taken your certificate back: others refuse you.\nAsk whoever gave it to you for a new one. Take it in: parley identity renew --cert FILE\nIf it has a new number: parley identity import FILE (end Parley first)",

  "doctor.contact": "People",
  "doctor.contact.all-linked": "All contacts are connected: {count}.",
  "doctor.contact.nobody": "No contacts yet.",
  "doctor.contact.not-running": "Parley is not running, so nobody is connected.\nStart it: parley run.",
  "doctor.contact.trying": "{name}: not tried yet. Ask again in a moment.",
  "doctor.contact.no-address":
    "{name}: no address is known.\nBe in the same network while both run Parley, or send an invite.",
  "doctor.contact.unreachable":
    "{name}: no answer at {address}. Their computer is off, in another network, or behind a firewall.\nAsk them to start Parley, and both to allow it in the firewall.",
  "doctor.contact.closed":
    "{name}: the computer at {address} is on, Parley is not running there.\nAsk them to start it.",
  "doctor.contact.refused-by-them":
    "{name}: their program refuses you ({code}).\n“revoked”, “certificate-expired”: renew your certificate. “unknown-authority”, “not-allowed”: they have to accept you, send them an invite. “certificate-not-yet-valid”: set date and time of both computers; if they are right, renew your certificate.",
  "doctor.contact.refused-by-us":
    "{name}: your program refuses theirs ({code}).\n“certificate-expired”, “revoked”: they need a new certificate. “not-allowed”: take them off the blocked, or onto your list. “certificate-not-yet-valid”: set date and time of both computers.",
  "doctor.contact.wrong-peer":
    "{name}: somebody else is at {address} now.\nBe in the same network, or let them send a new invite.",
  "doctor.contact.broken": "{name}: the connection broke while it was made ({code}). It is tried again automatically.",
  "doctor.contact.more": "and {count} more who are not connected",

  "doctor.disk": "Disk",
  "doctor.disk.free": "Can be written; {megabytes} MB are free.",
  "doctor.disk.writable": "Can be written.",
  "doctor.disk.low": "Only {megabytes} MB are free.\nMake room: without it messages and files cannot be kept.",
  "doctor.disk.not-writable":
    "The folder of the profile cannot be written ({code}).\nMake room on the disk, and see that the folder is yours.",

  "doctor.hub": "Hub",
  "doctor.hub.none": "No hub is set up. On a local network none is needed.",
  "doctor.nat": "Router",
  "doctor.nat.no-hub": "Whether people from the internet could reach you is not known.",
} as const satisfies Record<string, string>;
