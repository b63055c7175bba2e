// Requests to the server: JSON both ways, with the CSRF token of the page.

export const csrfToken = () => document.querySelector('meta[name="csrf-token"]')?.content ?? "";

/** An answer that is not a success. `findings` name the fields where the server refused values. */
export class Refused extends Error {
  constructor(status, body) {
    super(body?.error?.message || `HTTP ${status}`);
    this.status = status;
    this.kind = body?.error?.kind ?? "";
    this.findings = body?.error?.findings ?? [];
  }
}

async function request(url, options) {
  const response = await fetch(url, { credentials: "same-origin", ...options });
  // a session that has ended answers with the sign-in page: that is no success
  if (response.redirected && new URL(response.url).pathname.startsWith("/login")) throw new Refused(401, null);
  const isJson = response.headers.get("content-type")?.includes("json");
  const body = isJson ? await response.json() : null;
  if (!response.ok) throw new Refused(response.status, body);
  return body;
}

export const getJson = (url) => request(url, { headers: { Accept: "application/json" } });

export async function getText(url) {
  const response = await fetch(url, { credentials: "same-origin" });
  if (!response.ok) throw new Refused(response.status, null);
  return response.text();
}

/** Post `value` as JSON. `keepalive` lets it finish although the page is being left. */
export const post = (url, value, { keepalive = false } = {}) =>
  request(url, {
    method: "POST",
    headers: { Accept: "application/json", "Content-Type": "application/json", "X-CSRFToken": csrfToken() },
    body: JSON.stringify(value),
    keepalive,
  });
