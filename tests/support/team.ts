/** People with certificates of one authority, made by the program itself. */
import { assertEquals } from "@std/assert";
import { type Person, runProgram } from "./node_process.ts";
import type { Folders } from "./profiles.ts";

/** The least that is accepted: making keys of the usual length takes four times as long. */
const BITS = ["--bits", "2048"];

export class Team {
  readonly dir: string;
  readonly #folders: Folders;
  readonly #env: Record<string, string>;

  private constructor(folders: Folders, sealed: boolean) {
    this.#folders = folders;
    this.dir = folders.path("team");
    this.#env = sealed ? { PARLEY_PASSPHRASE_FILE: `${this.dir}.passphrase` } : {};
  }

  /** A new authority. @param sealed its key and its members' profiles are under a pass-phrase, which takes its time */
  static async found(folders: Folders, sealed = false): Promise<Team> {
    const team = new Team(folders, sealed);
    await Deno.writeTextFile(`${team.dir}.passphrase`, "correct horse battery staple\n");
    await team.ca("init", "--name", "Team", ...BITS);
    return team;
  }

  async ca(...args: string[]): Promise<Record<string, string>> {
    const command = ["ca", ...args, "--dir", this.dir, "--json"];
    const { code, stdout, stderr } = await runProgram(command, { env: this.#env });
    assertEquals(code, 0, stderr);
    return JSON.parse(stdout.split("\n")[0] || "{}");
  }

  /** Somebody with a certificate of it, who has not started yet. */
  async member(name: string): Promise<Person> {
    const person = this.#folders.newcomer(name);
    person.env = this.#env;
    const file = this.#folders.path(`${name}.pem`);
    await this.ca("issue", "--name", name, "--out", file, "--format", "pem", ...BITS);
    const imported = await person.cli(["identity", "import", file, "--json"]);
    assertEquals(imported.code, 0, imported.stderr);
    return person;
  }

  /** Take certificates back. @returns the file of the list */
  async revoke(...ids: string[]): Promise<string> {
    for (const id of ids) await this.ca("revoke", id);
    await this.ca("crl");
    return `${this.dir}/ca.crl`;
  }
}

/** Ids of those somebody has a link with. */
export async function linkedWith(person: Person): Promise<string[]> {
  const [{ links }] = await person.json<{ links: { peer: string }[] }>("status");
  return links.map(({ peer }) => peer).sort();
}
