// A public GA4 tag, run in a page as a browser would.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { after, test } from 'node:test';
import { JSDOM } from 'jsdom';
import { startServer } from './serve.js';

const kScript = readFileSync(createRequire(import.meta.url).resolve('@minimal-analytics/ga4'), 'utf8');
const kStream = 'G-TEST1';

const server = await startServer();
after(() => server.stop());

// The thank-you page with the tag in it. jsdom has no beacons: they are sent for it, as browsers send them.
function openPage(base) {
  const { window } = new JSDOM('<!doctype html><title>Thank you</title>', {
    url: 'https://acme.example/thanks', referrer: 'https://acme.example/checkout', runScripts: 'outside-only',
  });
  const beacons = [];
  window.navigator.sendBeacon = (url, body) => {
    beacons.push(fetch(url, { method: 'POST', body, headers: { 'User-Agent': window.navigator.userAgent } }));
    return true;
  };
  window.minimalAnalytics = { trackingId: kStream, defineGlobal: true, analyticsEndpoint: `${base}/ga4/g/collect` };
  window.eval(kScript);
  return {
    view: () => window.track(),
    buy: (transactionId) =>
      window.track({
        type: 'purchase',
        event: { 'ep.transaction_id': transactionId, 'epn.value': 50.25, cu: 'EUR', pr1: 'idTSHIRT-BLUE-M~qt2~pr25.125' },
      }),
    answers: async () => (await Promise.all(beacons)).map((answer) => answer.status),
    close: () => window.close(),
  };
}

test('a purchase of the tag counts once, beside the page view', async (t) => {
  const session = await server.openSession();
  const page = openPage(session.base);
  t.after(page.close);
  page.view();
  page.buy('1001');
  assert.deepEqual(await page.answers(), [204, 204]);

  const [purchase] = await session.purchases('ga4', 1);
  assert.equal(purchase.channel, 'browser');
  assert.equal(purchase.order_id, '1001');
  assert.equal(purchase.value, '50.25');
  assert.equal(purchase.account, kStream);
  assert.deepEqual(purchase.items, [{ id: 'TSHIRT-BLUE-M', quantity: '2', price: '25.125' }]);
  assert.deepEqual(await session.ledger('ga4'),
    { received: 1, refused: 0, deduplicated: 0, counted: 1, value: '50.25', currency: 'EUR' });
});

test('the same transaction id counts none, in the same page or the page opened again', async (t) => {
  const session = await server.openSession();
  for (const times of [2, 1]) {
    const page = openPage(session.base);
    t.after(page.close);
    for (let i = 0; i < times; ++i) page.buy('1001');
    await page.answers();
  }
  await session.purchases('ga4', 3);
  assert.deepEqual(await session.ledger('ga4'),
    { received: 3, refused: 0, deduplicated: 2, counted: 1, value: '50.25', currency: 'EUR' });
});

test('another transaction id counts', async (t) => {
  const session = await server.openSession();
  const page = openPage(session.base);
  t.after(page.close);
  page.buy('1001');
  page.buy('1002');
  await page.answers();
  await session.purchases('ga4', 2);
  assert.deepEqual(await session.ledger('ga4'),
    { received: 2, refused: 0, deduplicated: 0, counted: 2, value: '100.50', currency: 'EUR' });
});
