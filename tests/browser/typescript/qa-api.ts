// Sandboxes of the QA API for tests in TypeScript: import `test` and `expect` from here. See docs/qa.md.
import { test as base, type BrowserContextOptions, type Page } from '@playwright/test';

export { expect } from '@playwright/test';

export type Fields = { role?: string; state?: string; number?: number; now?: string };
export type Account = { user_id: string; path: string; now: string; state: BrowserContextOptions['storageState'] };
export type Sandbox = Account & { preset: string; password: string; trainees: Account[] };
export type QaApi = {
  create(preset: string, fields?: Fields): Promise<Sandbox>;
  setTime(account: Account, time: { now: string } | { advance: string }): Promise<Account>;
  open(account: Account): Promise<Page>; // the start page of an account, in a browser context of its own
};

export const test = base.extend<{ qa: QaApi }>({
  qa: async ({ baseURL, browser }, use) => {
    // Node's fetch: Playwright's requests would write the token into the trace.
    const call = async (method: string, path: string, fields?: object) => {
      const headers = { Authorization: `Bearer ${process.env.QA_API_TOKEN}`, 'Content-Type': 'application/json' };
      const response = await fetch(`${baseURL}/qa/sandboxes/${path}`, { method, headers, body: fields && JSON.stringify(fields) });
      const body = await response.json();
      if (!response.ok) throw new Error(`The QA API responded with ${response.status}: ${body.error}`);
      return body;
    };
    const created: Sandbox[] = [];
    await use({
      create: async (preset, fields) => {
        const sandbox = await call('POST', '', { preset, ...fields });
        created.unshift(sandbox); // the last one is deleted first
        return sandbox;
      },
      setTime: (account, time) => call('POST', `${account.user_id}/time/`, time),
      open: async (account) => {
        const page = await (await browser.newContext({ baseURL, storageState: account.state })).newPage();
        await page.goto(account.path);
        return page;
      },
    });
    for (const { user_id } of created) await call('DELETE', `${user_id}/`);
  },
});
