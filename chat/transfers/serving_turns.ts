/** What is to be done next, when several files are asked for at once: each file in its order, the files in turns. */

export class ServingTurns<Task> {
  /** In the order of their turns; none of the lists is empty. */
  readonly #files = new Map<string, Task[]>();
  #count = 0;

  /** Tasks that wait. */
  get count(): number {
    return this.#count;
  }

  has(file: string): boolean {
    return this.#files.has(file);
  }

  add(file: string, tasks: readonly Task[]): void {
    if (tasks.length === 0) return;
    const waiting = this.#files.get(file);
    if (waiting === undefined) this.#files.set(file, [...tasks]);
    else waiting.push(...tasks);
    this.#count += tasks.length;
  }

  /** Put back what has only been begun: it is this file's next again. */
  again(file: string, task: Task): void {
    const waiting = this.#files.get(file);
    if (waiting === undefined) this.#files.set(file, [task]);
    else waiting.unshift(task);
    this.#count++;
  }

  drop(file: string): void {
    this.#count -= this.#files.get(file)?.length ?? 0;
    this.#files.delete(file);
  }

  next(): { readonly file: string; readonly task: Task } | undefined {
    const [first] = this.#files;
    if (first === undefined) return undefined;
    const [file, waiting] = first;
    const task = waiting.shift()!;
    this.#count--;
    this.#files.delete(file);
    if (waiting.length > 0) this.#files.set(file, waiting); // behind all others
    return { file, task };
  }
}
