import { AREAS, type Area, type Storage } from "./storage.ts";

/** Storage that lasts as long as the program: for Node, for tests, and for browsers without any. */
export class MemoryStorage implements Storage {
  readonly #areas = new Map<Area, Map<string, unknown>>(AREAS.map((area) => [area, new Map()]));

  async get(area: Area, key: string): Promise<unknown> {
    return this.#area(area).get(key);
  }

  async put(area: Area, key: string, value: unknown): Promise<void> {
    this.#area(area).set(key, value);
  }

  async delete(area: Area, key: string): Promise<void> {
    this.#area(area).delete(key);
  }

  async list(area: Area, prefix: string): Promise<unknown[]> {
    return this.#keys(area, prefix).map((key) => this.#area(area).get(key));
  }

  async clear(area: Area, prefix: string): Promise<void> {
    for (const key of this.#keys(area, prefix)) this.#area(area).delete(key);
  }

  #keys(area: Area, prefix: string): string[] {
    return [...this.#area(area).keys()].filter((key) => key.startsWith(prefix)).sort();
  }

  #area(area: Area): Map<string, unknown> {
    const found = this.#areas.get(area);
    if (!found) throw new Error(`no such area: ${area}`);
    return found;
  }
}
