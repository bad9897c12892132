/** The systems an executable is made for, and how its runtime base is recognised. */

/** One system: Deno's name for it and ours. */
export interface Target {
  /** As `deno compile --target` takes it. */
  readonly triple: string;
  /** As it stands in the file name: `parley-<name>`. */
  readonly name: string;
  readonly windows: boolean;
}

/** The five targets of a release. */
export const TARGETS: readonly Target[] = [
  { triple: "x86_64-unknown-linux-gnu", name: "x86_64-linux", windows: false },
  { triple: "aarch64-unknown-linux-gnu", name: "aarch64-linux", windows: false },
  { triple: "x86_64-apple-darwin", name: "x86_64-macos", windows: false },
  { triple: "aarch64-apple-darwin", name: "aarch64-macos", windows: false },
  { triple: "x86_64-pc-windows-msvc", name: "x86_64-windows", windows: true },
];

/** The file a target's executable is written to. @param forConsole of the build for the Windows console */
export function fileNameOf({ name, windows }: Target, forConsole = false): string {
  return windows ? `parley-${name}${forConsole ? "-console" : ""}.exe` : `parley-${name}`;
}

/** The target with this triple or short name. */
export function targetOf(wanted: string): Target {
  const found = TARGETS.find(({ triple, name }) => wanted === triple || wanted === name);
  if (found) return found;
  throw new Error(`Cannot compile for "${wanted}": the targets are ${TARGETS.map(({ name }) => name).join(", ")}`);
}

/**
 * The target whose machine an executable file is made for, told by its first bytes: ELF `e_machine` (System V ABI),
 * Mach-O `cputype` (`mach/machine.h`), PE `Machine` (Microsoft PE format). Undefined when it is none of them.
 */
export function targetOfExecutable(bytes: Uint8Array): Target | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const triple = elfTriple(view) ?? machTriple(view) ?? peTriple(view);
  return triple === undefined ? undefined : targetOf(triple);
}

/** How many bytes of a file `targetOfExecutable` needs. */
export const RECOGNISED_BYTES = 4096;

function elfTriple(view: DataView): string | undefined {
  if (view.byteLength < 20 || view.getUint32(0) !== 0x7f454c46) return undefined;
  return new Map([[62, "x86_64-unknown-linux-gnu"], [183, "aarch64-unknown-linux-gnu"]]).get(view.getUint16(18, true));
}

function machTriple(view: DataView): string | undefined {
  if (view.byteLength < 8 || view.getUint32(0, true) !== 0xfeedfacf) return undefined;
  return new Map([[0x01000007, "x86_64-apple-darwin"], [0x0100000c, "aarch64-apple-darwin"]])
    .get(view.getUint32(4, true));
}

function peTriple(view: DataView): string | undefined {
  if (view.byteLength < 64 || view.getUint16(0) !== 0x4d5a) return undefined;
  const header = view.getUint32(60, true);
  if (view.byteLength < header + 6 || view.getUint32(header) !== 0x50450000) return undefined;
  return view.getUint16(header + 4, true) === 0x8664 ? "x86_64-pc-windows-msvc" : undefined;
}
