/** Name of a first start that nobody named: the user's, as the system knows it. */
export function usualName(env: (name: string) => string | undefined): string {
  return env("USER") || env("USERNAME") || env("LOGNAME") || Deno.hostname();
}
