// A value that one part sets and others follow.

/** @template Value */
export class Observable {
  #value;
  /** @type {((value: Value) => void)[]} */
  #listeners = [];

  /** @param {Value} value */
  constructor(value) {
    this.#value = value;
  }

  get value() {
    return this.#value;
  }

  set value(value) {
    this.#value = value;
    for (const listener of this.#listeners) listener(value);
  }

  /** @param {(value: Value) => void} listener called with each value from now on, also with one that is as the last */
  follow(listener) {
    this.#listeners.push(listener);
  }
}
