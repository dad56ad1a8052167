// What was typed, as data: taking a form's values, comparing, putting them back. Kept in localStorage until saved.

export type Entry = [name: string, value: string];
export type Draft = { at: string; version: string; entries: Entry[] };

const SECRET = new Set(["csrfmiddlewaretoken", "password", "digest"]);

export function entriesOf(pairs: Iterable<[string, unknown]>): Entry[] {
  const kept: Entry[] = [];
  for (const [name, value] of pairs)
    if (typeof value === "string" && !SECRET.has(name) && name !== "version") kept.push([name, value]);
  return kept;
}

export function same(a: Entry[], b: Entry[]): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

export function keyOf(person: string, address: string): string {
  return `xietong:draft:${person}:${address}`;
}

/** How many rows each grid needs so that every name of the draft finds its field. */
export function rowsNeeded(entries: Entry[], grid: string): number {
  const indexes = new Set<string>();
  for (const [name] of entries) {
    const match = name.startsWith(`${grid}-`) ? /^(\d+)-/.exec(name.slice(grid.length + 1)) : null;
    if (match) indexes.add(match[1]!);
  }
  return indexes.size;
}

/** Days after which a forgotten copy is thrown away. */
export const KEEP_DAYS = 14;

export function isOld(draft: Draft, now: Date): boolean {
  return now.getTime() - Date.parse(draft.at) > KEEP_DAYS * 86_400_000;
}
