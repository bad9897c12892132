/** Small numbers of messages, to name them in a command. What was numbered last counts. */
import type { Message } from "../../ui/api.ts";

export class Numbers {
  #messages: Message[] = [];
  #isOn = false;

  /** New messages get numbers, too. */
  get isOn(): boolean {
    return this.#isOn;
  }

  /** From 1 again. */
  begin(goOn: boolean): void {
    this.#messages = [];
    this.#isOn = goOn;
  }

  /** The number it has, or the next one. */
  of(message: Message): number {
    const at = this.#messages.findIndex(({ id }) => id === message.id);
    return at >= 0 ? at + 1 : this.#messages.push(message);
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
