// Rows that grow: data-grid="measures" holds rows (data-grid-row) and a <template> whose names contain __i__.
import { nextIndex, numbered, pastedCells } from "./names.ts";
import { on } from "./page.ts";

const FIELDS = "input:not([type=hidden]), textarea, select";

const rowsOf = (grid: HTMLElement): HTMLElement[] => [...grid.querySelectorAll<HTMLElement>("[data-grid-row]")];

/** Adds one empty row at the end and returns it; null when the grid is full (data-grid-max). */
export function addRow(grid: HTMLElement): HTMLElement | null {
  const template = grid.querySelector<HTMLTemplateElement>("template");
  const most = Number(grid.dataset.gridMax ?? 0);
  if (!template || (most > 0 && rowsOf(grid).length >= most)) return null;
  const names = [...grid.querySelectorAll<HTMLInputElement>("[name]")].map((field) => field.name);
  const index = nextIndex(names, grid.dataset.grid ?? "");
  const holder = document.createElement("template");
  holder.innerHTML = numbered(template.innerHTML.trim(), index);
  const row = holder.content.firstElementChild as HTMLElement;
  row.setAttribute("data-grid-row", "");
  const place = grid.querySelector("[data-grid-rows]") ?? template.parentElement!;
  place.insertBefore(row, template.parentElement === place ? template : null);
  recount(grid);
  return row;
}

function recount(grid: HTMLElement): void {
  rowsOf(grid).forEach((row, at) => {
    const shown = row.querySelector("[data-grid-number]");
    if (shown) shown.textContent = String(at + 1);
  });
  const total = grid.querySelector<HTMLInputElement>("[data-grid-total]");
  if (total) total.value = String(rowsOf(grid).length);
  grid.dispatchEvent(new Event("input", { bubbles: true })); // a change of rows is a change of the form
}

function removeRow(row: HTMLElement): void {
  const grid = row.closest<HTMLElement>("[data-grid]");
  if (!grid) return;
  const next = (row.nextElementSibling ?? row.previousElementSibling)?.querySelector<HTMLElement>(FIELDS);
  row.remove();
  if (rowsOf(grid).length < Number(grid.dataset.gridMin ?? 0)) addRow(grid);
  recount(grid);
  (next ?? grid.querySelector<HTMLElement>("[data-grid-add]"))?.focus();
}

function paste(field: HTMLElement, cells: string[][]): void {
  const grid = field.closest<HTMLElement>("[data-grid]");
  const row = field.closest<HTMLElement>("[data-grid-row]");
  if (!grid || !row) return;
  const left = [...row.querySelectorAll<HTMLElement>(FIELDS)].indexOf(field);
  let at = rowsOf(grid).indexOf(row);
  for (const values of cells) {
    const target = rowsOf(grid)[at++] ?? addRow(grid);
    if (!target) break;
    const fields = [...target.querySelectorAll<HTMLInputElement>(FIELDS)].slice(left);
    values.forEach((value, i) => fields[i] && fill(fields[i], value.trim()));
  }
  recount(grid);
}

function fill(field: HTMLInputElement | HTMLSelectElement, value: string): void {
  if (field instanceof HTMLSelectElement) {
    const option = [...field.options].find((o) => o.value === value || o.text.trim() === value);
    if (option) field.value = option.value;
  } else if (field.type === "checkbox") field.checked = /^(是|√|✓|1|y|yes|true)$/i.test(value);
  else field.value = field.type === "date" ? value.replace(/[./年月]/g, "-").replace("日", "") : value;
}

export function startGrids(): void {
  on("click", "[data-grid-add]", (button) => {
    const name = button.dataset.gridAdd;
    const grid = button.closest<HTMLElement>("[data-grid]") ?? document.querySelector<HTMLElement>(`[data-grid="${CSS.escape(name ?? "")}"]`);
    const row = grid && addRow(grid);
    row?.querySelector<HTMLElement>(FIELDS)?.focus();
  });
  on("click", "[data-grid-remove]", (button) => {
    const row = button.closest<HTMLElement>("[data-grid-row]");
    if (row) removeRow(row);
  });
  on<KeyboardEvent>("keydown", "[data-grid-row] input", (field, event) => {
    if (event.key !== "Enter" || event.isComposing || event.ctrlKey || event.metaKey) return;
    event.preventDefault(); // Enter in a row goes down, and makes the next row, instead of sending the form
    const row = field.closest<HTMLElement>("[data-grid-row]")!;
    const grid = row.closest<HTMLElement>("[data-grid]")!;
    const all = rowsOf(grid);
    const column = [...row.querySelectorAll(FIELDS)].indexOf(field);
    const below = all[all.indexOf(row) + 1] ?? addRow(grid);
    below?.querySelectorAll<HTMLElement>(FIELDS)[column]?.focus();
  });
  on<ClipboardEvent>("paste", "[data-grid-row] input, [data-grid-row] textarea", (field, event) => {
    const cells = pastedCells(event.clipboardData?.getData("text/plain") ?? "");
    if (!cells || (field instanceof HTMLTextAreaElement && cells.every((row) => row.length === 1))) return;
    event.preventDefault();
    paste(field, cells);
  });
}
