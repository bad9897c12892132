/** The options of `parseArgs`, as `jsr:@std/cli` names them. */
export interface ParseOptions<
  B extends boolean | string = boolean | string,
  S extends string = string,
  C extends string = string,
> {
  /** After `--` nothing is parsed; with true it goes to `args["--"]`, else to `args._`. */
  "--"?: boolean;
  /** Other names of an option: `{ help: "h" }`. */
  alias?: Record<string, string | readonly string[]>;
  /** Options that take no value; true: every `--name` without `=`. */
  boolean?: B | readonly Extract<B, string>[];
  /** Values of options that were not given. */
  default?: Record<string, unknown>;
  /** Options whose values stay text; the others become numbers if they look like one. `_` is the rest. */
  string?: S | readonly S[];
  /** Options that may stand several times and give a list. */
  collect?: C | readonly C[];
  /** Options that `--no-name` switches off. */
  negatable?: string | readonly string[];
  /** The first argument that is no option ends the options. */
  stopEarly?: boolean;
  /** Called for an option nobody declared, and for each argument; false leaves it out of the result. */
  unknown?: (arg: string, key?: string, value?: unknown) => unknown;
}

/** What `parseArgs` gives: a property for each option, the rest in `_`. */
export type Args<B extends boolean | string, S extends string, C extends string> =
  & { [K in Extract<B, string>]: K extends C ? boolean[] : boolean }
  & { [K in Exclude<S, C | "_">]: string | undefined }
  & { [K in Exclude<C, Extract<B, string>>]: K extends S ? string[] : unknown[] }
  & Record<string, unknown>
  & { _: (string | number)[]; "--"?: string[] };
