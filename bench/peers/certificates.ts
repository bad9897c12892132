/** Certificates for the other programs: `ca.crt`, `server.*` and `client.*` in a folder, made by openssl. */
import { run } from "./processes.ts";

/** Keys of the same kind and size as Parley's. `server.pem` and `client.pem` hold the key and the certificate. */
export async function certificates(dir: string): Promise<void> {
  const rsa = ["-newkey", "rsa:3072", "-nodes"];
  const ca = ["-keyout", "ca.key", "-out", "ca.crt", "-subj", "/CN=bench", "-days", "2"];
  await run("openssl", ["req", "-x509", ...rsa, ...ca], dir);
  await Deno.writeTextFile(`${dir}/san.cnf`, "subjectAltName=DNS:localhost,IP:127.0.0.1\n");
  for (const who of ["server", "client"]) {
    await run("openssl", ["req", ...rsa, "-keyout", `${who}.key`, "-out", `${who}.csr`, "-subj", `/CN=${who}`], dir);
    const sign = ["x509", "-req", "-in", `${who}.csr`, "-CA", "ca.crt", "-CAkey", "ca.key", "-CAcreateserial"];
    await run("openssl", [...sign, "-out", `${who}.crt`, "-days", "2", "-extfile", "san.cnf"], dir);
    const both = await Promise.all(["key", "crt"].map((ending) => Deno.readTextFile(`${dir}/${who}.${ending}`)));
    await Deno.writeTextFile(`${dir}/${who}.pem`, both.join(""));
  }
}
