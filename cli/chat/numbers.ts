/** Small numbers of messages, to name them in a command. What was numbered last counts. */
import type { Message } from "../../ui/api.ts";

export class Numbers {
  #messages: Message[] = [];
  #isOn = false;
  /** Those who ask to come in were shown with numbers after these. */
  #requestsShown = false;

  /** New messages get numbers, too. */
  get isOn(): boolean {
    return this.#isOn;
  }

  /** From 1 again. */
  begin(goOn: boolean): void {
    this.#messages = [];
    this.#isOn = goOn;
    this.#requestsShown = false;
  }

  /** The number it has, or the next one. */
  of(message: Message): number {
    const at = this.#messages.findIndex(({ id }) => id === message.id);
    if (at >= 0) return at + 1;
    this.#requestsShown = false;
    return this.#messages.push(message);
  }

  requestsWereShown(): void {
    this.#requestsShown = true;
  }

  /** A number that can be taken for a file's or for a request's is that of the list shown last. */
  meansFile(number: number): boolean {
    return !this.#requestsShown && this.get(number)?.file !== undefined;
  }

  /** The number it has. */
  known(message: Message): number | undefined {
    const at = this.#messages.findIndex(({ id }) => id === message.id);
    return at >= 0 ? at + 1 : undefined;
  }

  get(number: number): Message | undefined {
    return this.#messages[number - 1];
  }
}
