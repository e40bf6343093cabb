// A public client of GA4's Measurement Protocol.
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { after, test } from 'node:test';
import { startServer } from './serve.js';

// Its ES module build is published without the file extensions that Node asks for.
const { default: Analytics } = createRequire(import.meta.url)('electron-google-analytics4');
const kStream = 'G-TEST1';
const kSecret = 'made-up-secret';
const kClient = '1430289736.1768470012';

const server = await startServer();
after(() => server.stop());

async function send(base, transactionId) {
  const client = new Analytics(kStream, kSecret, kClient, '1768470900');
  client.baseURL = `${base}/ga4/mp`;
  client.setParams({
    transaction_id: transactionId, value: 50.25, currency: 'EUR',
    items: [{ item_id: 'TSHIRT-BLUE-M', price: 25.125, quantity: 2 }],
  });
  assert.equal((await client.event('purchase')).status, 204);
}

test('a purchase through the Measurement Protocol counts once', async () => {
  const session = await server.openSession();
  await send(session.base, '1001');
  const [purchase] = await session.purchases('ga4', 1);
  assert.equal(purchase.channel, 'server');
  assert.equal(purchase.order_id, '1001');
  assert.equal(purchase.value, '50.25');
  assert.equal(purchase.account, kStream);
  assert.deepEqual(await session.ledger('ga4'),
    { received: 1, refused: 0, deduplicated: 0, counted: 1, value: '50.25', currency: 'EUR' });
});

test('a second send with the same transaction id counts none', async () => {
  const session = await server.openSession();
  await send(session.base, '1001');
  await send(session.base, '1001');
  await session.purchases('ga4', 2);
  assert.deepEqual(await session.ledger('ga4'),
    { received: 2, refused: 0, deduplicated: 1, counted: 1, value: '50.25', currency: 'EUR' });
});

test('another transaction id counts', async () => {
  const session = await server.openSession();
  await send(session.base, '1001');
  await send(session.base, '1002');
  await session.purchases('ga4', 2);
  assert.deepEqual(await session.ledger('ga4'),
    { received: 2, refused: 0, deduplicated: 0, counted: 2, value: '100.50', currency: 'EUR' });
});
