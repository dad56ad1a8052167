// Small things every part needs: finding, listening, remembering, asking for the token.

export function on<E extends Event>(type: string, selector: string, act: (target: HTMLElement, event: E) => void): void {
  document.addEventListener(type, (event) => {
    const found = event.target instanceof Element ? event.target.closest<HTMLElement>(selector) : null;
    if (found) act(found, event as E);
  });
}

/** Is somebody typing here? Then single keys are letters, not commands. */
export function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target.isContentEditable || target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement) return true;
  if (!(target instanceof HTMLInputElement)) return false;
  return !["button", "checkbox", "radio", "submit", "reset", "range", "file", "color"].includes(target.type);
}

/** The CSRF token that the frame gives to htmx. */
export function csrfToken(): string {
  try {
    const headers = JSON.parse(document.body.getAttribute("hx-headers") ?? "{}") as Record<string, string>;
    return headers["X-CSRFToken"] ?? "";
  } catch {
    return "";
  }
}

export function setCookie(name: string, value: string): void {
  const secure = location.protocol === "https:" ? "; Secure" : "";
  document.cookie = `${name}=${value}; Path=/; Max-Age=31536000; SameSite=Lax${secure}`;
}

/** 10:32 on this machine. */
export function clockWords(at: Date): string {
  return `${String(at.getHours()).padStart(2, "0")}:${String(at.getMinutes()).padStart(2, "0")}`;
}

export function icon(name: string, small = false): string {
  const use = document.querySelector<SVGUseElement>("svg.x-icon use")?.getAttribute("href")?.split("#")[0] ?? "";
  return `<svg class="x-icon${small ? " x-icon-sm" : ""}" aria-hidden="true"><use href="${use}#${name}"></use></svg>`;
}
