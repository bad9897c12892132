/** The context of a command that a person or a script started. */
import { openApi, openLiveApi } from "./open_api.ts";
import type { CliContext, Interrupts } from "./context.ts";
import { dataDirFor } from "./data_dir.ts";
import type { Globals } from "./globals.ts";
import { languageOf } from "./language.ts";
import { type LogLevel, Logs } from "./log.ts";
import { askSecret } from "./secret_prompt.ts";
import { wantsColor } from "./style.ts";
import { SystemTerminal, writeAll } from "./system_terminal.ts";

/** @param defaultLevel of the log, when `--log-level` does not say */
export function systemContext(globals: Globals, defaultLevel: LogLevel): CliContext {
  const env = (name: string) => Deno.env.get(name);
  const terminal = new SystemTerminal(env);
  const stderr = (line: string) => writeAll(Deno.stderr, line + "\n");
  const language = globals.lang ?? languageOf(env, navigator.language);
  return {
    stdout: (line) => writeAll(Deno.stdout, line + "\n"),
    stderr,
    env,
    secret: (prompt) => askSecret(terminal, (text) => writeAll(Deno.stderr, text), prompt),
    interrupts: systemInterrupts,
    terminal,
    logs: new Logs({
      level: globals.logLevel ?? defaultLevel,
      color: wantsColor(Deno.stderr.isTerminal(), env),
      write: stderr,
    }),
    json: globals.json,
    lang: language ?? "en",
    langGiven: language !== undefined,
    get dataDir() {
      return dataDirFor({ os: Deno.build.os, env, given: globals.data });
    },
    open: openApi,
    openLive: openLiveApi,
    now: Date.now,
  };
}

/** SIGHUP is what a closed terminal window sends, on Windows too (CTRL_CLOSE_EVENT). */
const SIGNALS: readonly Deno.Signal[] = ["SIGINT", "SIGTERM", "SIGHUP"];

function systemInterrupts(): Interrupts {
  const controller = new AbortController();
  const listeners = SIGNALS.flatMap((name) => {
    const listener = () => controller.abort(new DOMException(`ended by ${name}`, "AbortError"));
    try {
      Deno.addSignalListener(name, listener);
    } catch {
      return []; // Windows has no SIGTERM to listen for
    }
    return [{ name, listener }];
  });
  return {
    signal: controller.signal,
    dispose: () => listeners.forEach(({ name, listener }) => Deno.removeSignalListener(name, listener)),
  };
}
