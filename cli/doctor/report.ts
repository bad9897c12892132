/** All checks, in the order to show: from this machine outwards. */
import type { DoctorReport } from "../../ui/api.ts";
import type { Facts } from "./facts.ts";
import { found } from "./findings.ts";
import { checkMulticast, checkNetwork } from "./lan_checks.ts";
import {
  checkAddresses,
  checkCertificate,
  checkClock,
  checkDisk,
  checkFirewall,
  checkPort,
  checkVpn,
} from "./machine_checks.ts";
import { checkContacts } from "./people_checks.ts";

export function reportOn(facts: Facts): DoctorReport {
  return {
    checks: [
      checkPort(facts),
      checkAddresses(facts),
      checkFirewall(facts),
      checkMulticast(facts),
      checkVpn(facts),
      checkNetwork(facts),
      checkClock(facts),
      checkCertificate(facts),
      checkDisk(facts),
      found("hub", "none"),
      found("nat", "no-hub"),
      ...checkContacts(facts),
    ],
  };
}
