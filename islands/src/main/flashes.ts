// Messages over the page: they leave by themselves unless they are about something undone; rows with undo count down.
import { icon, on } from "./page.ts";

const STAY = 8000; // long enough to read two names and to press 撤销
const MOST = 4; // messages at a time
const timers = new WeakMap<Element, number>();

function watch(root: ParentNode): void {
  for (const flash of root.querySelectorAll<HTMLElement>("[data-flash]:not([data-flash-stay])")) {
    if (timers.has(flash)) continue;
    const stay = flash.querySelector("[data-flash-undo]") ? STAY + 2000 : STAY;
    timers.set(flash, window.setTimeout(() => leave(flash), stay));
  }
  const shown = document.querySelectorAll("#flashes > [data-flash]");
  for (const old of [...shown].slice(0, -MOST)) old.remove();
  for (const row of root.querySelectorAll<HTMLElement>("[data-undo]")) countDown(row);
}

function leave(flash: HTMLElement): void {
  if (flash.matches(":hover, :focus-within")) {
    timers.set(flash, window.setTimeout(() => leave(flash), 2000));
    return;
  }
  flash.remove();
}

function countDown(row: HTMLElement): void {
  if (timers.has(row)) return;
  let left = Number(row.dataset.undo ?? 10);
  const shown = row.querySelector("[data-undo-left]");
  const timer = window.setInterval(() => {
    left -= 1;
    if (shown) shown.textContent = String(left);
    if (left > 0 && row.isConnected) return;
    clearInterval(timer);
    row.remove();
  }, 1000);
  timers.set(row, timer);
}

/** A message of our own, for when there is no answer from the server to show. */
export function tell(words: string, kind: "done" | "note" | "care" = "care"): void {
  const place = document.getElementById("flashes");
  if (!place) return;
  const sign = { done: "circle-check", note: "info-circle", care: "alert-triangle" }[kind];
  const flash = document.createElement("div");
  flash.className = `x-flash x-flash-${kind}`;
  flash.setAttribute("role", "status");
  flash.setAttribute("data-flash", "");
  flash.innerHTML = `${icon(sign)}<div class="x-flash-text"></div><button type="button" class="x-flash-close" data-flash-close aria-label="关闭">${icon("x", true)}</button>`;
  flash.querySelector(".x-flash-text")!.textContent = words;
  place.append(flash);
  watch(place);
}

export function startFlashes(): void {
  on("click", "[data-flash-close]", (button) => button.closest("[data-flash]")?.remove());
  document.addEventListener("htmx:afterSettle", () => watch(document));
  document.addEventListener("htmx:oobAfterSwap", () => watch(document));
  watch(document);
}
