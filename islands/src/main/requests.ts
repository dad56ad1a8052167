// What htmx may do, and what happens when an answer is a refusal, an error, or nothing at all.
import { tell } from "./flashes.ts";
import { markProblems } from "./fields.ts";

type Detail = {
  xhr: XMLHttpRequest;
  elt: HTMLElement;
  target: HTMLElement;
  shouldSwap: boolean;
  isError: boolean;
  headers: Record<string, string>;
  requestConfig: { elt: HTMLElement; triggeringEvent?: Event };
};

const tags = new Map<string, string>(); // address → ETag of what is shown

function listen(type: string, act: (detail: Detail, event: CustomEvent<Detail>) => void): void {
  document.addEventListener(`htmx:${type}`, (event) => act((event as CustomEvent<Detail>).detail, event as CustomEvent<Detail>));
}

const isLive = (element: HTMLElement): boolean => element.hasAttribute("data-live");
const liveAddress = (element: HTMLElement): string => element.getAttribute("hx-get") ?? "";

/** A part that renews itself must not take the text from under someone's fingers. */
function isBusy(part: HTMLElement): boolean {
  const active = document.activeElement;
  const typing = active instanceof HTMLElement && active.matches("input, textarea, select, [contenteditable]");
  return (typing && part.contains(active)) || part.querySelector("dialog[open], details[open].x-menu") !== null;
}

export function startRequests(): void {
  listen("configRequest", ({ elt, headers }) => {
    const tag = isLive(elt) ? tags.get(liveAddress(elt)) : undefined;
    if (tag) headers["If-None-Match"] = tag;
  });
  listen("beforeRequest", ({ elt }, event) => {
    if (isLive(elt) && (document.hidden || isBusy(elt))) event.preventDefault();
  });
  listen("beforeSwap", (detail) => {
    const { xhr, elt } = detail;
    if (isLive(elt)) {
      if (xhr.status !== 200 || isBusy(elt)) detail.shouldSwap = false;
      else tags.set(liveAddress(elt), xhr.getResponseHeader("ETag") ?? "");
      return;
    }
    const led = xhr.getResponseHeader("HX-Retarget") !== null;
    if (xhr.status < 400) return;
    // An answer of ours says where it belongs; a stranger's error page (a proxy's) must not land in the middle.
    if (led) detail.shouldSwap = true;
    else if (![409, 412, 422].includes(xhr.status)) {
      detail.shouldSwap = false;
      tell(`没有成功（${xhr.status}）：什么都没有改变，请稍后重试。`);
    }
  });
  listen("afterSwap", ({ xhr, requestConfig }) => {
    if (xhr && xhr.status === 422) markProblems(requestConfig.elt, document.getElementById("flashes") ?? document.body);
  });
  listen("sendError", ({ elt }) => {
    if (!isLive(elt)) tell("没有连上服务器：什么都没有改变，您填写的内容还在，请稍后重试。");
  });
  listen("timeout", ({ elt }) => {
    if (!isLive(elt)) tell("服务器没有及时答复：请刷新后查看是否已经生效。");
  });
}
