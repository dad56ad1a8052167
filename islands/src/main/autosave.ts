// form[data-autosave=address]: saved 0.8 s after the last key; a copy stays on this machine until the server has it.
import { type Draft, type Entry, entriesOf, isOld, keyOf, rowsNeeded, same } from "./drafts.ts";
import { markProblems } from "./fields.ts";
import { tell } from "./flashes.ts";
import { addRow } from "./grid.ts";
import { clockWords, csrfToken, icon, on } from "./page.ts";

const PAUSE = 800;
const RETRY = 15_000;
type Keeper = { timer: number; busy: boolean; again: boolean; saved: Entry[]; stopped: boolean };
const keepers = new WeakMap<HTMLFormElement, Keeper>();

const addressOf = (form: HTMLFormElement): string => form.dataset.autosave ?? "";
const storeKey = (form: HTMLFormElement): string => keyOf(document.body.dataset.person ?? "", addressOf(form));
const values = (form: HTMLFormElement): Entry[] => entriesOf(new FormData(form).entries());
const versionOf = (form: HTMLFormElement): string => form.querySelector<HTMLInputElement>("input[name=version]")?.value ?? "";

function say(form: HTMLFormElement, words: string, bad = false): void {
  const place = form.querySelector<HTMLElement>("[data-save-state]") ?? document.querySelector<HTMLElement>("[data-save-state]");
  if (!place) return;
  place.textContent = words;
  place.dataset.kind = bad ? "bad" : "";
}

function keep(form: HTMLFormElement): boolean {
  const draft: Draft = { at: new Date().toISOString(), version: versionOf(form), entries: values(form) };
  try {
    localStorage.setItem(storeKey(form), JSON.stringify(draft));
    return true;
  } catch {
    return false; // full or forbidden: the server's copy is all there is
  }
}

function keeperOf(form: HTMLFormElement): Keeper {
  let keeper = keepers.get(form);
  if (!keeper) keepers.set(form, (keeper = { timer: 0, busy: false, again: false, saved: values(form), stopped: false }));
  return keeper;
}

function changed(form: HTMLFormElement): void {
  const keeper = keeperOf(form);
  keep(form);
  if (keeper.stopped) return;
  clearTimeout(keeper.timer);
  keeper.timer = window.setTimeout(() => void save(form), PAUSE);
}

async function save(form: HTMLFormElement): Promise<void> {
  const keeper = keeperOf(form);
  if (keeper.busy) {
    keeper.again = true;
    return;
  }
  const sent = values(form);
  if (same(sent, keeper.saved)) return void localStorage.removeItem(storeKey(form));
  keeper.busy = true;
  say(form, "正在保存…");
  try {
    const answer = await fetch(addressOf(form), {
      method: "POST",
      body: new FormData(form),
      headers: { "X-CSRFToken": csrfToken(), "X-Autosave": "1", Accept: "application/json" },
      redirect: "error",
    });
    await take(form, keeper, sent, answer);
  } catch {
    say(form, "保存失败，内容保留在本机", true);
    keeper.timer = window.setTimeout(() => void save(form), RETRY);
  } finally {
    keeper.busy = false;
    if (keeper.again) {
      keeper.again = false;
      changed(form);
    }
  }
}

async function take(form: HTMLFormElement, keeper: Keeper, sent: Entry[], answer: Response): Promise<void> {
  if (answer.ok) {
    const said = answer.headers.get("Content-Type")?.includes("json") ? await answer.json() : {};
    for (const [name, value] of Object.entries((said.fields ?? {}) as Record<string, unknown>)) {
      const field = form.querySelector<HTMLInputElement>(`[name="${CSS.escape(name)}"]`);
      if (field) field.value = String(value);
    }
    keeper.saved = sent;
    if (same(values(form), sent)) localStorage.removeItem(storeKey(form));
    say(form, `已保存 ${said.at ?? clockWords(new Date())}`);
    form.dispatchEvent(new CustomEvent("xietong:saved", { bubbles: true, detail: said }));
    return;
  }
  const words = await answer.text();
  if (answer.status === 401) say(form, "登录已过期，内容保留在本机", true);
  else if (answer.status === 412) say(form, "别人刚改过这份内容，您的修改保留在本机", true);
  else if (answer.status === 422) say(form, "有内容需要改正，暂存在本机", true);
  else say(form, "保存失败，内容保留在本机", true);
  if (answer.status === 401 || answer.status === 412) keeper.stopped = true; // until the person decides
  const ours = (answer.headers.get("Content-Type") ?? "").includes("html") && answer.headers.has("HX-Retarget");
  if (answer.status === 422 && ours) showProblems(form, words);
  else if (ours) document.getElementById("flashes")?.insertAdjacentHTML("beforeend", words);
  else if (answer.status >= 500) keeper.timer = window.setTimeout(() => void save(form), RETRY);
}

function showProblems(form: HTMLFormElement, words: string): void {
  const holder = document.createElement("div");
  holder.innerHTML = words;
  const active = document.activeElement;
  markProblems(form, holder);
  if (active instanceof HTMLElement) active.focus(); // do not pull the caret away from a typing hand
}

function restore(form: HTMLFormElement): void {
  let draft: Draft | null = null;
  try {
    draft = JSON.parse(localStorage.getItem(storeKey(form)) ?? "null") as Draft | null;
  } catch {
    draft = null;
  }
  const now = values(form);
  if (!draft || same(draft.entries, now) || isOld(draft, new Date())) return void localStorage.removeItem(storeKey(form));
  const kept = draft;
  const at = clockWords(new Date(kept.at));
  if (kept.version === versionOf(form)) {
    putBack(form, kept.entries);
    offer(form, `已恢复 ${at} 保留在本机、还没有保存的内容。`, "改回服务器上的内容", () => {
      localStorage.removeItem(storeKey(form));
      location.reload();
    });
    changed(form);
  } else
    offer(form, `本机保留着 ${at} 没有保存的内容，但这份表单之后又有了新版本。`, "用本机的内容填入", () => {
      putBack(form, kept.entries);
      changed(form);
    });
}

function putBack(form: HTMLFormElement, entries: Entry[]): void {
  for (const grid of form.querySelectorAll<HTMLElement>("[data-grid]")) {
    const need = rowsNeeded(entries, grid.dataset.grid ?? "");
    while (grid.querySelectorAll("[data-grid-row]").length < need) if (!addRow(grid)) break;
  }
  const given = new Map<string, string[]>();
  for (const [name, value] of entries) given.set(name, [...(given.get(name) ?? []), value]);
  for (const field of form.querySelectorAll<HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement>("[name]")) {
    const left = given.get(field.name);
    if (field instanceof HTMLInputElement && ["checkbox", "radio"].includes(field.type)) field.checked = left?.includes(field.value) ?? false;
    else if (field instanceof HTMLSelectElement && field.multiple)
      for (const option of field.options) option.selected = left?.includes(option.value) ?? false;
    else if (left?.length && !(field instanceof HTMLInputElement && ["file", "password"].includes(field.type)) && field.name !== "version")
      field.value = left.shift()!;
  }
}

function offer(form: HTMLFormElement, words: string, verb: string, act: () => void): void {
  const note = document.createElement("div");
  note.className = "x-note x-note-care x-restored";
  note.innerHTML = `${icon("history")}<div><span></span> <button type="button" class="x-link"></button></div>`;
  note.querySelector("span")!.textContent = words;
  const button = note.querySelector("button")!;
  button.textContent = verb;
  button.addEventListener("click", () => {
    act();
    note.remove();
  });
  form.prepend(note);
}

export function startAutosave(): void {
  for (const type of ["input", "change"]) on(type, "form[data-autosave]", (form) => changed(form as HTMLFormElement));
  on("submit", "form[data-autosave]", (form) => clearTimeout(keeperOf(form as HTMLFormElement).timer));
  document.addEventListener("htmx:afterRequest", (event) => {
    const { successful, elt } = (event as CustomEvent<{ successful: boolean; elt: Element }>).detail;
    if (successful && elt instanceof HTMLFormElement && elt.dataset.autosave) localStorage.removeItem(storeKey(elt));
  });
  const begin = (): void => {
    for (const form of document.querySelectorAll<HTMLFormElement>("form[data-autosave]"))
      if (!keepers.has(form)) {
        keeperOf(form);
        restore(form);
      }
  };
  document.addEventListener("htmx:afterSettle", begin);
  window.addEventListener("online", () => {
    for (const form of document.querySelectorAll<HTMLFormElement>("form[data-autosave]")) void save(form);
  });
  window.addEventListener("storage", (event) => {
    if (event.key?.startsWith("xietong:draft:") && event.newValue === null) return;
    if (event.key && [...document.querySelectorAll<HTMLFormElement>("form[data-autosave]")].some((f) => storeKey(f) === event.key))
      tell("这份表单也在另一个窗口里打开着，请只在一处填写。", "note");
  });
  begin();
}
