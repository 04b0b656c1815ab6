/** A value that changes over time. What `get` returns is a snapshot: it is never changed afterwards. */
export interface Observable<T> {
  get(): T;
  /** The listener runs in a microtask, once for any number of changes in a row. Returns how to stop. */
  subscribe(listener: () => void): () => void;
}

/** What all observables share: their listeners, who are told once for many changes. */
class Listeners {
  readonly #listeners = new Set<() => void>();
  #told = true;

  subscribe(listener: () => void): () => void {
    const own = () => listener(); // the same function may subscribe twice
    this.#listeners.add(own);
    return () => void this.#listeners.delete(own);
  }

  tell(): void {
    if (!this.#told || this.#listeners.size === 0) return;
    this.#told = false;
    queueMicrotask(() => {
      this.#told = true;
      for (const listener of [...this.#listeners]) runApart(listener);
    });
  }
}

/** A listener that throws is a bug of its owner: it is reported, and the other listeners still run. */
function runApart(listener: () => void): void {
  try {
    listener();
  } catch (error) {
    queueMicrotask(() => {
      throw error;
    });
  }
}

/** Holds what it was last set to. */
export class Value<T> implements Observable<T> {
  readonly #listeners = new Listeners();
  #value: T;

  constructor(value: T) {
    this.#value = value;
  }

  get(): T {
    return this.#value;
  }

  set(value: T): void {
    if (Object.is(value, this.#value)) return;
    this.#value = value;
    this.#listeners.tell();
  }

  subscribe(listener: () => void): () => void {
    return this.#listeners.subscribe(listener);
  }
}

/** Computed from something mutable, when it is read and not at every change. */
export class Computed<T> implements Observable<T> {
  readonly #listeners = new Listeners();
  readonly #compute: () => T;
  #cached: { readonly value: T } | undefined;

  constructor(compute: () => T) {
    this.#compute = compute;
  }

  get(): T {
    this.#cached ??= { value: this.#compute() };
    return this.#cached.value;
  }

  /** What it is computed from has changed. */
  changed(): void {
    this.#cached = undefined;
    this.#listeners.tell();
  }

  subscribe(listener: () => void): () => void {
    return this.#listeners.subscribe(listener);
  }
}

/** Follows another observable, which may be replaced. Without one it has a default value. */
export class Following<T> implements Observable<T> {
  readonly #listeners = new Listeners();
  readonly #otherwise: T;
  #source: Observable<T> | undefined;
  #leave = () => {};

  constructor(otherwise: T) {
    this.#otherwise = otherwise;
  }

  get(): T {
    return this.#source ? this.#source.get() : this.#otherwise;
  }

  follow(source: Observable<T> | undefined): void {
    this.#leave();
    this.#source = source;
    this.#leave = source?.subscribe(() => this.#listeners.tell()) ?? (() => {});
    this.#listeners.tell();
  }

  subscribe(listener: () => void): () => void {
    return this.#listeners.subscribe(listener);
  }
}
