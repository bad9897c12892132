type LogFields = Readonly<Record<string, string | number | boolean | null | undefined>>;

/** Where `net/` writes what an operator may want to know. Never secrets. */
export interface NetworkLog {
  debug(text: string, fields?: LogFields): void;
  info(text: string, fields?: LogFields): void;
  warn(text: string, fields?: LogFields): void;
}
