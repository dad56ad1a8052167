// Native dialogs: opened by data-dialog="id", closed by a button, the backdrop, or an answer that went well.
import { on } from "./page.ts";

const FIRST = "textarea, input:not([type=hidden]), select";

export function openDialog(id: string): void {
  const dialog = document.getElementById(id);
  if (!(dialog instanceof HTMLDialogElement) || dialog.open) return;
  dialog.showModal();
  const first = dialog.querySelector<HTMLElement>("[autofocus]") ?? dialog.querySelector<HTMLElement>(FIRST);
  first?.focus();
}

export function startDialogs(): void {
  on("click", "[data-dialog]", (button) => {
    button.closest<HTMLDetailsElement>("details.x-menu")?.removeAttribute("open");
    openDialog(button.dataset.dialog ?? "");
  });
  on("click", "[data-dialog-close]", (button) => button.closest("dialog")?.close());

  let pressed: EventTarget | null = null; // a text selection that ends outside must not close
  document.addEventListener("pointerdown", (event) => (pressed = event.target));
  document.addEventListener("click", (event) => {
    if (event.target instanceof HTMLDialogElement && pressed === event.target && !isDirty(event.target)) event.target.close();
  });
  document.addEventListener("htmx:afterRequest", (event) => {
    const { successful, elt, xhr } = (event as CustomEvent<{ successful: boolean; elt: Element; xhr: XMLHttpRequest }>).detail;
    const dialog = elt.closest<HTMLDialogElement>("dialog");
    // a refusal (409, 412, 422) is swapped in and so counts as successful; what was typed must stay
    if (!successful || xhr.status >= 400 || !dialog || elt.closest("[data-dialog-keep]")) return;
    for (const form of dialog.querySelectorAll("form")) form.reset();
    dialog.close();
  });
  on<SubmitEvent>("submit", "form[data-ask]", (form, event) => {
    if (form.dataset.asked || window.confirm(form.dataset.ask ?? "")) return;
    event.preventDefault();
    event.stopImmediatePropagation();
  });
  document.addEventListener("htmx:confirm", (event) => {
    const { elt } = (event as CustomEvent<{ elt: HTMLElement }>).detail;
    const words = elt.dataset.ask;
    if (words && !window.confirm(words)) event.preventDefault();
  });
}

function isDirty(dialog: HTMLDialogElement): boolean {
  const fields = dialog.querySelectorAll<HTMLInputElement | HTMLTextAreaElement>("textarea, input:not([type=hidden])");
  return [...fields].some((field) => field.value !== field.defaultValue);
}
