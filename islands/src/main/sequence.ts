// Keys one after another: "j" at once, "g" waits for a letter. Pure, tested without a browser.

export type Act = (letter: string) => boolean;
const PAUSE = 1200; // ms between g and its letter

export class Sequence {
  #acts: Record<string, Act>;
  #first = "";
  #at = 0;

  constructor(acts: Record<string, Act>) {
    this.#acts = acts;
  }

  /** True when the key did something, or may with the next one. */
  press(key: string, at: number): boolean {
    const first = at - this.#at <= PAUSE ? this.#first : "";
    this.#first = "";
    const pair = first && this.#acts[`${first} *`];
    if (pair) return pair(key.toLowerCase());
    if (`${key} *` in this.#acts) {
      this.#first = key;
      this.#at = at;
      return true;
    }
    return this.#acts[key]?.(key) ?? false;
  }
}
