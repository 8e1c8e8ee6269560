// What a page shows in a real Chromium.
import { existsSync } from 'node:fs';
import { type Browser, chromium } from 'playwright-core';
import { Unavailable } from './row.js';

const EXECUTABLE = process.env.CHROMIUM ?? '/usr/bin/chromium';

let browser: Promise<Browser> | undefined;

/** Waits until the page at `url` shows a text, and gives it. Throws if tfjs could not start its backend. */
export async function textOf(url: string): Promise<string> {
  if (!existsSync(EXECUTABLE)) throw new Unavailable(`no Chromium at ${EXECUTABLE}; set CHROMIUM`);
  browser ??= chromium.launch({
    executablePath: EXECUTABLE,
    args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'],
  });
  const page = await (await browser).newPage();
  const messages: string[] = [];
  page.on('console', (message) => messages.push(message.text()));
  page.on('pageerror', (error) => messages.push(error.message));
  try {
    await page.goto(url, { timeout: 120_000 });
    await page
      .waitForFunction("document.body !== null && document.body.innerText.includes('gradient')", undefined, {
        timeout: 120_000,
      })
      .catch(() => {
        throw new Error(`the page shows no result; its console: ${messages.join(' | ')}`);
      });
    const failed = messages.find((message) => /Initialization of backend/.test(message));
    if (failed !== undefined) throw new Error(failed);
    return (await page.innerText('body')).trim();
  } finally {
    await page.close();
  }
}

export async function closeBrowser(): Promise<void> {
  await (await browser?.catch(() => undefined))?.close();
}
