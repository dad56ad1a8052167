// The keyboard: / search, g + letter to go, n new, j/k rows, ? all keys. Never while typing or composing Chinese.
import { openDialog } from "./dialogs.ts";
import { isTyping } from "./page.ts";
import { Sequence } from "./sequence.ts";

const ROWS = "[data-row]";

function step(by: number): void {
  const rows = [...document.querySelectorAll<HTMLElement>(ROWS)].filter((row) => row.offsetParent !== null);
  if (!rows.length) return;
  const at = rows.findIndex((row) => row.classList.contains("x-row-on"));
  const next = rows[Math.min(Math.max(at < 0 ? (by > 0 ? 0 : rows.length - 1) : at + by, 0), rows.length - 1)]!;
  for (const row of rows) row.classList.toggle("x-row-on", row === next);
  next.scrollIntoView({ block: "nearest" });
  next.querySelector<HTMLElement>("a, button")?.focus({ preventScroll: true });
}

function follow(selector: string): boolean {
  const found = document.querySelector<HTMLElement>(selector);
  found?.click();
  return found !== null;
}

const sequence = new Sequence({
  "/": () => {
    const box = document.querySelector<HTMLInputElement>("[data-search]");
    box?.focus();
    box?.select();
    return box !== null;
  },
  "?": () => {
    openDialog("shortcuts");
    return true;
  },
  j: () => (step(1), true),
  k: () => (step(-1), true),
  n: () => follow("[data-new]"),
  "g *": (letter) => follow(`[data-go="${CSS.escape(letter)}"]`),
});

export function startKeys(): void {
  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "Escape" && event.target instanceof HTMLInputElement && event.target.matches("[data-search]")) event.target.blur();
    if (isTyping(event.target) || document.querySelector("dialog[open]")) return;
    if (sequence.press(event.key, event.timeStamp)) event.preventDefault();
  });
}
