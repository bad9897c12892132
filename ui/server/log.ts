/** Where the web server says what the user should not be bothered with. */
export interface UiLog {
  warn(text: string): void;
  error(text: string): void;
}

export const noLog: UiLog = { warn() {}, error() {} };
