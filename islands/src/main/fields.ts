// Form comfort: counters, selects that submit themselves, marking the fields a refusal names, sending by Ctrl+Enter.
import { icon, on } from "./page.ts";

type Field = HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement;

function count(field: HTMLElement): void {
  const shown = document.getElementById(field.dataset.count ?? "");
  if (!shown || !(field instanceof HTMLInputElement || field instanceof HTMLTextAreaElement)) return;
  shown.textContent = `${field.value.length}/${field.maxLength}`;
  shown.classList.toggle("x-near", field.value.length > field.maxLength * 0.9);
}

function unmark(field: Field): void {
  if (!field.hasAttribute("data-marked")) return;
  field.removeAttribute("data-marked");
  field.removeAttribute("aria-invalid");
  document.getElementById(`${field.id || field.name}-marked`)?.remove();
}

/** Show each problem beside its field; the list itself stays where the server put it. */
export function markProblems(from: HTMLElement, list: HTMLElement): void {
  const form = from.closest("form") ?? from.querySelector("form") ?? document;
  let first: HTMLElement | null = null;
  for (const item of list.querySelectorAll<HTMLElement>("[data-problem]")) {
    const name = item.dataset.problem;
    const field = name ? form.querySelector<Field>(`[name="${CSS.escape(name)}"]:not([type=hidden])`) : null;
    if (!field) continue;
    unmark(field);
    field.setAttribute("aria-invalid", "true");
    field.setAttribute("data-marked", "");
    const words = document.createElement("p");
    words.className = "x-field-error";
    words.id = `${field.id || field.name}-marked`;
    words.innerHTML = icon("alert-circle", true);
    words.append(item.querySelector("span")?.textContent ?? item.textContent ?? "");
    field.setAttribute("aria-describedby", words.id);
    field.after(words);
    first ??= field;
  }
  first?.focus();
}

export function startFields(): void {
  on("input", "[data-count]", count);
  on("input", "input[data-shows]", (field) => {
    const shown = document.getElementById(field.dataset.shows ?? "");
    if (shown) shown.textContent = `${(field as HTMLInputElement).value}%`; // a slider says its value
  });
  on("input", "[data-marked]", (field) => unmark(field as unknown as Field));
  on("change", "form[data-auto-submit] select, form[data-auto-submit] input[type=checkbox]", (field) =>
    field.closest("form")?.requestSubmit(),
  );
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey) || event.isComposing) return;
    const form = event.target instanceof Element ? event.target.closest("form") : null;
    if (form) {
      event.preventDefault();
      form.requestSubmit(form.querySelector<HTMLElement>("[type=submit]"));
    }
  });
  const problems = document.getElementById("problems");
  if (problems) markProblems(problems.closest("form") ?? document.body, problems);
}
