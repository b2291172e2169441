// As much of a browser as sign-in pages need: cookies by host and path, redirects by hand, forms with Origin.
export class Browser {
  #cookies = new Map();

  // Follows redirects until a page.
  async open(address, init = {}) {
    let url = new URL(address);
    let request = init;
    for (let hops = 0; hops < 10; hops++) {
      const answer = await fetch(url, { ...request, redirect: 'manual', headers: { ...request.headers, ...this.#header(url) } });
      this.#keep(url, answer);
      const location = answer.headers.get('location');
      if (!location) return { url, status: answer.status, text: await answer.text(), headers: answer.headers };
      url = new URL(location, url);
      request = {};
    }
    throw new Error('redirected for ever');
  }

  // Fills in and sends the form of a page; the button that is pressed is a field too.
  submit(page, fields) {
    const form = /<form method="post" action="([^"]*)">([\s\S]*?)<\/form>/.exec(page.text);
    if (!form) throw new Error(`no form: ${page.status} ${page.url} ${page.text}`);
    const body = new URLSearchParams();
    for (const [, name, value] of form[2].matchAll(/<input type="hidden" name="([^"]*)" value="([^"]*)">/g)) body.set(name, decode(value));
    for (const [name, value] of Object.entries(fields)) body.set(name, value);
    return this.open(new URL(decode(form[1]), page.url), { method: 'POST', body, headers: { origin: page.url.origin } });
  }

  #header(url) {
    const sent = [...(this.#cookies.get(url.host) ?? new Map())].filter(([, { path }]) => url.pathname.startsWith(path)).map(([name, { value }]) => `${name}=${value}`);
    return sent.length ? { cookie: sent.join('; ') } : {};
  }

  #keep(url, answer) {
    const jar = this.#cookies.get(url.host) ?? new Map();
    this.#cookies.set(url.host, jar);
    for (const text of answer.headers.getSetCookie()) {
      const [pair, ...attributes] = text.split('; ');
      const [name, value] = [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)];
      const path = attributes.find((a) => /^path=/i.test(a))?.slice(5) ?? '/';
      if (value === '') jar.delete(name);
      else jar.set(name, { value, path });
    }
  }
}

const decode = (html) => html.replace(/&#x([0-9a-f]+);/gi, (_, hex) => String.fromCodePoint(parseInt(hex, 16)))
  .replaceAll('&quot;', '"').replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');
