/** LIM-2: `limits.txt` while the program runs. `docs/specs/limits-file-v1.md` sections 3 and 4. */
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { LimitsMirror, type LimitsProblem } from "../../cli/limits_mirror.ts";
import type { LimitEdit, LimitLine } from "../../store/mod.ts";
import { VirtualClock } from "../support/clock.ts";

const POLL = 500;
const KEY = `17.${"3f5a09bc".padEnd(64, "1")}`;

/** Budgets of one person, and the file about them. */
class Desk {
  readonly clock = new VirtualClock();
  readonly given: LimitEdit[] = [];
  readonly told: (LimitsProblem | undefined)[] = [];
  readonly warnings: string[] = [];
  line: LimitLine = {
    conversation: KEY,
    name: "Anna",
    messages: 990,
    files: 1_000,
    messages_spent: 10,
    files_spent: 0,
  };
  /** What happens while a wish is carried out. */
  give = (_edit: LimitEdit): Promise<void> => Promise.resolve();
  mirror = this.#mirror();

  constructor(readonly folder: string) {}

  get path(): string {
    return `${this.folder}/limits.txt`;
  }

  #mirror(): LimitsMirror {
    return new LimitsMirror({
      path: `${this.folder}/limits.txt`,
      clock: this.clock,
      lines: () => Promise.resolve([this.line]),
      give: async (edit) => {
        await this.give(edit);
        this.given.push(edit);
        const { messages = this.line.messages, files = this.line.files } = edit;
        this.line = { ...this.line, messages, files };
      },
      tell: (problem) => void this.told.push(problem),
      warn: (text) => void this.warnings.push(text),
    });
  }

  spend(packets: number): void {
    const { messages, messages_spent } = this.line;
    this.line = { ...this.line, messages: messages! - packets, messages_spent: messages_spent + packets };
    this.mirror.changed();
  }

  read(): string {
    return Deno.readTextFileSync(this.path);
  }

  /** The line about Anna, with single spaces. */
  shown(): string {
    return this.read().split("\n").find((line) => line.startsWith("17."))!.replace(/ +/g, " ");
  }

  write(text: string): void {
    Deno.writeTextFileSync(this.path, text);
  }

  /** As a person does: the rest stays. */
  edit(from: string, to: string): void {
    assertStringIncludes(this.read(), from);
    this.write(this.read().replace(from, to));
  }

  /** Time for `looks` looks at the file. Each needs the disk, so it ends when the mirror has ended it. */
  async looks(looks: number): Promise<void> {
    for (let look = 0; look < looks; look++) {
      await this.clock.advance(POLL);
      await this.mirror.idle();
    }
  }

  /** The program was killed and starts again. */
  again(): void {
    this.mirror = this.#mirror();
  }
}

function deskTest(name: string, run: (desk: Desk) => Promise<void>): void {
  Deno.test(name, async () => {
    const folder = await Deno.makeTempDir();
    const desk = new Desk(folder);
    try {
      await run(desk);
      await desk.mirror.close();
    } finally {
      await Deno.remove(folder, { recursive: true });
    }
  });
}

deskTest("the file is there after the start, only its owner may read it, and it follows what is sent", async (desk) => {
  await desk.mirror.open();
  assertEquals(desk.shown(), "17.3f5a09bc 990 1000 10 0 Anna");
  if (Deno.build.os !== "windows") assertEquals(Deno.statSync(desk.path).mode! & 0o777, 0o600);
  desk.spend(3);
  await desk.looks(1);
  assertEquals(desk.shown(), "17.3f5a09bc 987 1000 13 0 Anna");
  assertEquals([desk.given, [...Deno.readDirSync(desk.folder)].length], [[], 1]);
});

deskTest("nothing is written while nothing changes", async (desk) => {
  await desk.mirror.open();
  const before = Deno.statSync(desk.path);
  desk.mirror.changed();
  await desk.looks(3);
  const after = Deno.statSync(desk.path);
  assertEquals([after.ino, after.mtime], [before.ino, before.mtime]);
});

for (
  const [how, save] of [
    ["in place", (desk: Desk, text: string) => desk.write(text)],
    ["beside, and renames", (desk: Desk, text: string) => {
      Deno.writeTextFileSync(`${desk.path}.swp`, text);
      Deno.renameSync(`${desk.path}.swp`, desk.path);
    }],
    ["after moving the old one away", (desk: Desk, text: string) => {
      Deno.renameSync(desk.path, `${desk.path}~`);
      desk.write(text);
    }],
  ] as [string, (desk: Desk, text: string) => void][]
) {
  deskTest(`a person's change is taken from an editor that writes ${how}`, async (desk) => {
    await desk.mirror.open();
    save(desk, desk.read().replace(" 990 ", " 5000 "));
    await desk.looks(2);
    assertEquals([desk.given, desk.shown()], [
      [{ conversation: KEY, messages: 5_000 }],
      "17.3f5a09bc 5000 1000 10 0 Anna",
    ]);
  });
}

deskTest("a change made while the program did not run is taken at the start", async (desk) => {
  desk.write("17 5 unlimited\n");
  await desk.mirror.open();
  assertEquals(desk.given, [{ conversation: KEY, messages: 5, files: null }]);
  assertEquals(desk.shown(), "17.3f5a09bc 5 unlimited 10 0 Anna");
});

deskTest("after a kill the file is behind: that gives nothing back", async (desk) => {
  await desk.mirror.open();
  const stale = desk.read();
  desk.spend(7);
  await desk.mirror.close();
  desk.write(stale);
  desk.again();
  await desk.mirror.open();
  assertEquals([desk.given, desk.shown()], [[], "17.3f5a09bc 983 1000 17 0 Anna"]);
});

deskTest("a wish and what is sent at the same time do not overwrite each other", async (desk) => {
  await desk.mirror.open();
  desk.spend(5);
  desk.edit(" 990 ", " 2000 "); // the editor has loaded the file before
  await desk.looks(2);
  assertEquals([desk.given, desk.shown()], [
    [{ conversation: KEY, messages: 2_000 }],
    "17.3f5a09bc 2000 1000 15 0 Anna",
  ]);
});

deskTest("who saves in the moment before the file is replaced is read first", async (desk) => {
  await desk.mirror.open();
  const { read } = desk;
  desk.spend(5);
  // The last thing that happens before the file is written is that the budgets are asked for.
  const line = desk.line;
  let saved = false;
  Object.defineProperty(desk, "line", {
    configurable: true,
    get: () => {
      if (!saved) desk.write(read.call(desk).replace(" 990 ", " 77 "));
      saved = true;
      return line;
    },
  });
  await desk.looks(1);
  Object.defineProperty(desk, "line", { value: line, writable: true, configurable: true });
  assertStringIncludes(desk.read(), " 77 ");
  await desk.looks(2);
  assertEquals(desk.given, [{ conversation: KEY, messages: 77 }]);
});

deskTest("a file that is being written is not read half", async (desk) => {
  await desk.mirror.open();
  const whole = desk.read().replace(" 990 ", " 5000 ");
  desk.write("");
  await desk.looks(1);
  desk.write(whole.slice(0, whole.indexOf(" 5000 ") + 2));
  await desk.looks(1);
  desk.write(whole);
  await desk.looks(2);
  assertEquals([desk.given, desk.told.filter((problem) => problem !== undefined)], [
    [{ conversation: KEY, messages: 5_000 }],
    [],
  ]);
});

deskTest("a bad line is told with its number and stays until it is put right; the other lines count", async (desk) => {
  await desk.mirror.open();
  desk.write(`# my own words\n17 1O00 5\n17 42 1000\n`);
  await desk.looks(2);
  const line = desk.read().split("\n").indexOf("17 1O00 5") + 1;
  assertEquals(desk.told.at(-1), { reason: "number", line, text: "17 1O00 5" });
  assertEquals(desk.shown(), "17.3f5a09bc 42 1000 10 0 Anna");
  assertStringIncludes(desk.read(), "# my own words\n");
  desk.spend(1);
  await desk.looks(1);
  assertStringIncludes(desk.read(), "\n17 1O00 5\n");
  desk.edit("17 1O00 5", "17 1000 5");
  await desk.looks(2);
  assertEquals([desk.told.at(-1), desk.shown()], [undefined, "17.3f5a09bc 1000 5 11 0 Anna"]);
  assertStringIncludes(desk.read(), "# my own words\n");
});

deskTest("a file that is no text is left alone and told about, until it can be read", async (desk) => {
  await desk.mirror.open();
  const bytes = new Uint8Array([0xff, 0xfe, 0x31, 0x00]);
  Deno.writeFileSync(desk.path, bytes);
  desk.spend(1);
  await desk.looks(3);
  assertEquals([desk.told.at(-1), Deno.readFileSync(desk.path)], [{ reason: "unreadable" }, bytes]);
  desk.write("17 3 3\n");
  await desk.looks(2);
  assertEquals([desk.told.at(-1), desk.shown()], [undefined, "17.3f5a09bc 3 3 11 0 Anna"]);
});

deskTest("a deleted file comes back and changes nothing", async (desk) => {
  await desk.mirror.open();
  Deno.removeSync(desk.path);
  await desk.looks(2);
  assertEquals([desk.given, desk.shown()], [[], "17.3f5a09bc 990 1000 10 0 Anna"]);
});

deskTest("what is given by command is in the file when it is acknowledged", async (desk) => {
  await desk.mirror.open();
  desk.line = { ...desk.line, messages: 123 };
  await desk.mirror.granted();
  assertEquals(desk.shown(), "17.3f5a09bc 123 1000 10 0 Anna");
});

deskTest("a wish that the disk refuses is carried out as soon as it can be", async (desk) => {
  await desk.mirror.open();
  desk.give = () => Promise.reject(new Error("no space"));
  desk.edit(" 990 ", " 5000 ");
  await desk.looks(4);
  assertEquals([desk.given, desk.warnings.length], [[], 1]);
  assertStringIncludes(desk.read(), " 5000 ");
  desk.give = () => Promise.resolve();
  await desk.looks(1);
  assertEquals(desk.given, [{ conversation: KEY, messages: 5_000 }]);
});

deskTest("the end of a run is in the file, and a wish written just before it is not lost", async (desk) => {
  await desk.mirror.open();
  desk.spend(2);
  await desk.mirror.close();
  assertEquals(desk.shown(), "17.3f5a09bc 988 1000 12 0 Anna");
  desk.again();
  await desk.mirror.open();
  desk.edit(" 988 ", " 4000 ");
  await desk.mirror.close();
  assertEquals([desk.given, desk.shown()], [
    [{ conversation: KEY, messages: 4_000 }],
    "17.3f5a09bc 4000 1000 12 0 Anna",
  ]);
  assert(desk.clock.pending === 0);
});
