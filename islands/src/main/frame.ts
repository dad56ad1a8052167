// The frame: theme, folding rail, menus that close, printing, going back, the number in the title.
import { on, setCookie } from "./page.ts";

const page = document.documentElement;

function choose(theme: string): void {
  page.dataset.theme = theme;
  setCookie("theme", theme);
  document.dispatchEvent(new Event("xietong:theme"));
  for (const button of document.querySelectorAll<HTMLElement>("[data-theme-choice]"))
    button.setAttribute("aria-pressed", String(button.dataset.themeChoice === theme));
}

function fold(): void {
  const narrow = page.dataset.rail !== "narrow";
  if (narrow) page.dataset.rail = "narrow";
  else delete page.dataset.rail;
  setCookie("rail", narrow ? "narrow" : "wide");
}

function closeMenus(except?: Element | null): void {
  for (const menu of document.querySelectorAll<HTMLDetailsElement>("details.x-menu[open]"))
    if (menu !== except) menu.open = false;
}

/** (3) 工作台 · 协同 — after the counts were renewed. */
export function titled(title: string, todo: number): string {
  const plain = title.replace(/^\(\d+\) /, "");
  return todo > 0 ? `(${todo}) ${plain}` : plain;
}

export function startFrame(): void {
  on("click", "[data-theme-choice]", (button) => {
    choose(button.dataset.themeChoice ?? "system");
    closeMenus();
  });
  on("click", "[data-rail-fold]", fold);
  on("click", "[data-print]", () => print());
  on("click", "[data-back]", () => (history.length > 1 ? history.back() : location.assign("/")));
  on("click", "[data-reload]", (link) => link.setAttribute("href", location.href));
  document.addEventListener("click", (event) => {
    const inside = event.target instanceof Element ? event.target.closest("details.x-menu") : null;
    closeMenus(inside);
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    const open = document.querySelector<HTMLDetailsElement>("details.x-menu[open]");
    closeMenus();
    open?.querySelector("summary")?.focus();
  });
  document.addEventListener("htmx:afterSettle", () => {
    const counts = document.getElementById("counts");
    if (counts) document.title = titled(document.title, Number(counts.dataset.todo ?? 0));
  });
}
