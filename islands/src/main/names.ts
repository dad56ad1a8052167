// Names of fields in growing rows: measures-3-what. Pure, tested without a browser.

const PLACE = /__(?:i|index|prefix)__/g;

/** The template's placeholders filled with a row's number. */
export function numbered(markup: string, index: number): string {
  return markup.replace(PLACE, String(index));
}

/** The number a new row gets: one more than the highest in use, so that a removed row leaves no twin. */
export function nextIndex(names: Iterable<string>, grid: string): number {
  let next = 0;
  for (const name of names) {
    if (!name.startsWith(`${grid}-`)) continue;
    const index = Number.parseInt(name.slice(grid.length + 1), 10);
    if (index >= next) next = index + 1;
  }
  return next;
}

/** Rows and cells of text copied from a spreadsheet; null when it is just text. */
export function pastedCells(text: string): string[][] | null {
  const rows = text.replace(/\r\n?/g, "\n").replace(/\n$/, "").split("\n").map((row) => row.split("\t"));
  return rows.length > 1 || (rows[0]?.length ?? 0) > 1 ? rows : null;
}
