/** Shows the progress of a long task: a bar on a terminal, a line now and then elsewhere. */
export class Progress {
  readonly #what: string;
  readonly #total: number;
  readonly #began = performance.now();
  #lastTenth = -1;
  #drawnAt = 0;

  constructor(what: string, total: number) {
    this.#what = what;
    this.#total = total;
  }

  at(done: number, note = ""): void {
    const share = this.#total === 0 ? 1 : done / this.#total;
    const seconds = Math.round((performance.now() - this.#began) / 1000);
    const text = `${this.#what} ${done} of ${this.#total}, ${seconds} s${note && `, ${note}`}`;
    if (process.stderr.isTTY) this.#draw(share, text, done === this.#total);
    else if (Math.floor(share * 10) > this.#lastTenth) process.stderr.write(`${text}\n`);
    this.#lastTenth = Math.floor(share * 10);
  }

  #draw(share: number, text: string, isDone: boolean): void {
    const now = performance.now();
    if (now - this.#drawnAt < 50 && !isDone) return;
    this.#drawnAt = now;
    const width = 24;
    const full = Math.round(share * width);
    process.stderr.write(
      `\r\x1b[K[${"#".repeat(full)}${" ".repeat(width - full)}] ${text}${isDone ? "\n" : ""}`,
    );
  }
}
