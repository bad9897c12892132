"""Makes rooms-v1.json from docs/specs/rooms-v1.md, with Python's hashlib, json and cryptography (OpenSSL): no code of the
program. Certificates are made anew each time and their keys thrown away, so the file changes with every run.

    python3 tests/vectors/rooms-v1.py > tests/vectors/rooms-v1.json
"""
import base64
import datetime
import hashlib
import hmac
import json
import sys

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ed25519, padding, rsa, x25519
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

CLOCK = 1763683200000
DER = serialization.Encoding.DER
RAW = (serialization.Encoding.Raw, serialization.PublicFormat.Raw)


def sha(data):
    return hashlib.sha256(data).digest()


def b64(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def fixed(label, length=32):
    """Bytes that nobody chose."""
    return hashlib.shake_256(label.encode()).digest(length)


# -- certificates (identity-v1.md)

def certificate(name, key, issuer, issuer_key, extensions):
    name_of = lambda text: x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text)])
    builder = (
        x509.CertificateBuilder().subject_name(name_of(name)).issuer_name(name_of(issuer))
        .public_key(key.public_key()).serial_number(x509.random_serial_number() >> 8)
        .not_valid_before(datetime.datetime(2026, 1, 2, 3, 4, 5))
        .not_valid_after(datetime.datetime(2026, 3, 2, 3, 4, 5))
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), False)
    )
    for extension, critical in extensions:
        builder = builder.add_extension(extension, critical)
    return builder.sign(issuer_key, hashes.SHA256())


def usage(**on):
    names = ["digital_signature", "content_commitment", "key_encipherment", "data_encipherment", "key_agreement",
             "key_cert_sign", "crl_sign", "encipher_only", "decipher_only"]
    return x509.KeyUsage(**{name: on.get(name, False) for name in names})


def new_root(name):
    key = rsa.generate_private_key(65537, 2048)
    extensions = [(x509.BasicConstraints(True, 0), True), (usage(key_cert_sign=True, crl_sign=True), True)]
    return key, certificate(name, key, name, key, extensions)


def new_person(peer_id, name, root_name, root_key, root):
    key = rsa.generate_private_key(65537, 2048)
    alternative = [x509.UniformResourceIdentifier(f"parley:{peer_id}"), x509.DNSName(f"{peer_id}.parley.internal")]
    leaf = certificate(name, key, root_name, root_key, [
        (x509.BasicConstraints(False, None), True),
        (usage(digital_signature=True, key_encipherment=True), True),
        (x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH, ExtendedKeyUsageOID.CLIENT_AUTH]), False),
        (x509.SubjectAlternativeName(alternative), False),
        (x509.AuthorityKeyIdentifier.from_issuer_public_key(root_key.public_key()), False),
    ])
    sign = ed25519.Ed25519PrivateKey.from_private_bytes(fixed(f"sign {peer_id}"))
    seal = x25519.X25519PrivateKey.from_private_bytes(fixed(f"seal {peer_id}"))
    leaf_der, root_der = leaf.public_bytes(DER), root.public_bytes(DER)
    keys = sign.public_key().public_bytes(*RAW), seal.public_key().public_bytes(*RAW)
    # wire-v1.md, section 4
    card = b"parley key card v1\0" + sha(leaf_der) + keys[0] + keys[1]
    signature = key.sign(card, padding.PSS(padding.MGF1(hashes.SHA256()), 32), hashes.SHA256())
    return {
        "member": f"{peer_id}.{sha(root_der).hex()}", "name": name, "serial": f"{leaf.serial_number:x}",
        "sign_private": fixed(f"sign {peer_id}").hex(), "seal_private": fixed(f"seal {peer_id}").hex(),
        "sign": keys[0].hex(), "seal": keys[1].hex(),
        "credential": {
            "root": b64(root_der), "leaf": b64(leaf_der),
            "card": {"sign": b64(keys[0]), "seal": b64(keys[1]), "signature": b64(signature), "proof": b64(sign.sign(card))},
        },
    }


# -- HPKE (RFC 9180), written from its sections 4 and 5, so that the ephemeral key can be given

def extract(salt, ikm):
    return hmac.new(salt or bytes(32), ikm, hashlib.sha256).digest()


def expand(prk, info, length):
    out, block, number = b"", b"", 1
    while len(out) < length:
        block = hmac.new(prk, block + info + bytes([number]), hashlib.sha256).digest()
        out, number = out + block, number + 1
    return out[:length]


def hpke_seal(ephemeral, receiver, info, aad, plain, aead_id, key_bytes):
    """Base mode, single shot, DHKEM(X25519, HKDF-SHA256), HKDF-SHA256. @returns enc, ciphertext"""
    kem_suite, suite = b"KEM\x00\x20", b"HPKE\x00\x20\x00\x01" + aead_id.to_bytes(2, "big")
    labeled_extract = lambda s, salt, label, ikm: extract(salt, b"HPKE-v1" + s + label + ikm)
    labeled_expand = lambda s, prk, label, data, length: expand(
        prk, length.to_bytes(2, "big") + b"HPKE-v1" + s + label + data, length)
    enc = ephemeral.public_key().public_bytes(*RAW)
    eae = labeled_extract(kem_suite, b"", b"eae_prk", ephemeral.exchange(receiver))
    shared = labeled_expand(kem_suite, eae, b"shared_secret", enc + receiver.public_bytes(*RAW), 32)
    context = b"\0" + labeled_extract(suite, b"", b"psk_id_hash", b"") + labeled_extract(suite, b"", b"info_hash", info)
    secret = labeled_extract(suite, shared, b"secret", b"")
    key = labeled_expand(suite, secret, b"key", context, key_bytes)
    nonce = labeled_expand(suite, secret, b"base_nonce", context, 12)
    return enc, AESGCM(key).encrypt(nonce, plain, aad)


def check_hpke():
    """RFC 9180, appendix A.1.1: the published suite that differs from ours in the size of the AEAD's key alone."""
    private = lambda text: x25519.X25519PrivateKey.from_private_bytes(bytes.fromhex(text))
    enc, sealed = hpke_seal(
        private("52c4a758a802cd8b936eceea314432798d5baf2d7e9235dc084ab1b9cfa2f736"),
        private("4612c550263fc8ad58375df3f557aac531d26850903e55a9f23f21d8534e8ac8").public_key(),
        b"Ode on a Grecian Urn", b"Count-0", b"Beauty is truth, truth beauty", 1, 16)
    assert enc.hex() == "37fda3567bdbd628e88668c3c8d7e97d1d1253b6d4ea6d44c150f741f1bf4431"
    assert sealed.hex() == ("f938558b5d72f1a23810b4be2ab4f84331acc02fc97babc53a52ae8218a355a9"
                            "6d8770ac83d07bea87e13c512a")


# -- rooms

def stream_name(of, control, random):
    half = bytearray(sha(b"parley room stream v1\0" + of.encode())[:8])
    half[0] = half[0] | 0x80 if control else half[0] & 0x7F
    return half.hex() + random.hex()


def event_id(clock, digest):
    bits = int.from_bytes(digest, "big") >> (256 - 74)
    number = clock << 80 | 7 << 76 | bits >> 62 << 64 | 2 << 62 | bits & (1 << 62) - 1
    text = f"{number:032x}"
    return "-".join([text[:8], text[8:12], text[12:16], text[16:20], text[20:]])


class Stream:
    def __init__(self, person, room, of, control, number):
        self.person, self.room, self.seq, self.prev = person, room, 0, ""
        self.name = stream_name(of, control, fixed(f"stream {number}", 8))

    def add(self, events, title, under, kind, data, remade=True, body=lambda fields: None):
        self.seq += 1
        fields = {"v": 1, "author": self.person["member"], "stream": self.name, "seq": self.seq, "prev": self.prev,
                  "clock": CLOCK + 1000 * len(events), "under": under, "kind": kind, "data": data}
        text = body(fields) or json.dumps(fields, separators=(",", ":"), ensure_ascii=False)
        signed = b"parley room event v1\0" + (bytes(32) if kind == "create" else bytes.fromhex(self.room)) + text.encode()
        digest = sha(signed)
        if kind == "create":
            self.room = digest.hex()
        signer = ed25519.Ed25519PrivateKey.from_private_bytes(bytes.fromhex(self.person["sign_private"]))
        event = {"title": title, "room": self.room, "body": text, "signed_bytes_sha256": digest.hex(),
                 "id": event_id(fields["clock"], digest), "signature": signer.sign(signed).hex(),
                 "sign": self.person["sign"], "remade": remade}
        events.append(event)
        self.prev = digest.hex()
        return event


def said_box(room, stream, seq, key, nonce, plain):
    associated = b"parley room said v1\0" + bytes.fromhex(room) + bytes.fromhex(stream) + seq.to_bytes(8, "big")
    return AESGCM(key).encrypt(nonce, plain.encode(), associated)


def main():
    check_hpke()
    root_key, root = new_root("Отдел")
    root_der = root.public_bytes(DER)
    anna = new_person(17, "Анна", "Отдел", root_key, root)
    boris = new_person(1099511627775, "Борис", "Отдел", root_key, root)
    everyone = sha(b"parley room everyone v1\0" + sha(root_der))
    everyone_key = HKDF(hashes.SHA256(), 32, b"", b"parley/1 room everyone").derive(root_der)

    events = []
    owner = Stream(anna, None, anna["member"], True, 1)
    create = owner.add(events, "create", "", "create", {"name": "Кухня", "credential": anna["credential"]})
    room = create["room"]
    add = owner.add(events, "add", create["id"], "add", {
        "member": boris["member"], "name": "Борис", "sign": boris["credential"]["card"]["sign"],
        "seal": boris["credential"]["card"]["seal"], "role": "member"})

    old_id, old_key = fixed("old key id", 16), fixed("old key")
    new_id, new_key = fixed("new key id", 16), fixed("new key")
    info = b"parley room key v1\0" + bytes.fromhex(room) + new_id
    suite = Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.AES_256_GCM)
    boxes = []
    for person, membership, number in [(anna, create, 0), (boris, add, 1)]:
        seal = x25519.X25519PrivateKey.from_private_bytes(bytes.fromhex(person["seal_private"]))
        ephemeral = x25519.X25519PrivateKey.from_private_bytes(fixed(f"ephemeral {number}"))
        enc, box = hpke_seal(ephemeral, seal.public_key(), info, b"", new_key, 2, 32)
        assert suite.decrypt(enc + box, seal, info) == new_key  # by the library's own HPKE
        library = suite.encrypt(new_key, seal.public_key(), info)
        for maker, pair in [("by hand", (enc, box)), ("cryptography", (library[:32], library[32:]))]:
            boxes.append({"maker": maker, "seal_private": person["seal_private"], "under": membership["id"],
                          "enc": pair[0].hex(), "box": pair[1].hex()})
    before_nonce = fixed("before nonce", 12)
    before = before_nonce + AESGCM(new_key).encrypt(
        before_nonce, old_key, b"parley room key before v1\0" + bytes.fromhex(room) + new_id + old_id)
    owner.add(events, "key", create["id"], "key", {
        "key": new_id.hex(),
        "boxes": [[each["under"], b64(bytes.fromhex(each["enc"])), b64(bytes.fromhex(each["box"]))]
                  for each in boxes if each["maker"] == "by hand"],
        "before": [[old_id.hex(), b64(before)]]})

    member = Stream(boris, room, add["id"], True, 2)
    member.add(events, "join", add["id"], "join", {"credential": boris["credential"]})
    said = Stream(boris, room, add["id"], False, 3)
    said_vectors = []
    for plain in ['{"kind":"text","text":"Привет, 世界 👋\\n\\"","at":1763683200123}',
                  '{"kind":"reaction","text":"👍","at":1763683200124,"about":"%s"}' % add["id"]]:
        nonce = fixed(f"nonce {said.seq}", 12)
        box = said_box(room, said.name, said.seq + 1, new_key, nonce, plain)
        said.add(events, "said", add["id"], "said", {"key": new_id.hex(), "nonce": b64(nonce), "box": b64(box)})
        said_vectors.append({"room": room, "stream": said.name, "seq": said.seq, "key": new_key.hex(),
                             "nonce": nonce.hex(), "plain": plain, "box": box.hex()})
    owner.add(events, "rename", create["id"], "rename", {"name": "Kitchen 🍲"})
    owner.add(events, "a kind of a later version", create["id"], "poll", {"question": {"text": "?"}, "list": [1]}, False)
    owner.add(events, "other bytes than ours", create["id"], "rename", {"name": "К", "colour": [None]}, False,
              lambda fields: json.dumps(fields | {"later": {}}, indent=1, sort_keys=True, ensure_ascii=True))
    owner.add(events, "remove", create["id"], "remove", {
        "under": [add["id"]], "cuts": [[member.name, 1], [said.name, 2], ["f" * 32, 0]]})
    member.add(events, "leave", add["id"], "leave", {})
    no = Stream(boris, room, add["id"], True, 4)
    no.add(events, "a no: leave without a join", add["id"], "leave", {"credential": boris["credential"]})
    hall = Stream(boris, everyone.hex(), boris["member"], True, 5)
    here = hall.add(events, "join of Everyone", "", "join", {"credential": boris["credential"]})
    talk = Stream(boris, everyone.hex(), here["id"], False, 6)
    talk.add(events, "said in Everyone", here["id"], "said", {
        "key": "0" * 32, "nonce": b64(fixed("n", 12)),
        "box": b64(said_box(everyone.hex(), talk.name, 1, everyone_key, fixed("n", 12), said_vectors[0]["plain"]))})

    bucket = "".join(sorted(f"{each.name}:{each.seq}:{each.prev[:16]}\n" for each in [owner, member, said]))
    json.dump({
        "specification": "docs/specs/rooms-v1.md",
        "comment": "made by tests/vectors/rooms-v1.py: Python's hashlib and cryptography, which share no code with the program",
        "everyone": {"root": root_der.hex(), "fingerprint": sha(root_der).hex(), "room": everyone.hex(),
                     "key": everyone_key.hex()},
        "people": [anna, boris],
        "events": events,
        "said": said_vectors,
        "key_boxes": {"room": room, "id": new_id.hex(), "key": new_key.hex(), "boxes": boxes},
        "before": {"room": room, "id": new_id.hex(), "key": new_key.hex(), "before": old_id.hex(), "old_key": old_key.hex(),
                   "box": before.hex()},
        "streams": [{"of": each.person["member"] if each in (owner, hall) else under, "control": control, "name": each.name}
                    for each, under, control in [(owner, "", True), (member, add["id"], True), (said, add["id"], False),
                                                 (hall, "", True), (talk, here["id"], False)]],
        "bucket": {"text": bucket, "hash": sha(bucket.encode())[:4].hex()},
        "rank": {"room": room, "me": anna["member"], "them": boris["member"],
                 "hash": sha((room + anna["member"] + boris["member"]).encode()).hex()},
    }, sys.stdout, ensure_ascii=False, indent=2)
    print()


main()
