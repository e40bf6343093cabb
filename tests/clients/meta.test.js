// Meta's official SDK for Node, through the Conversions API; its Graph host is the mock.
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import sdk from 'facebook-nodejs-business-sdk';
import { startServer } from './serve.js';

const { Content, CustomData, EventRequest, FacebookAdsApi, ServerEvent, UserData } = sdk;
const kPixel = '1234567890';
const kToken = 'EAAB-made-up-token';

const server = await startServer();
after(() => server.stop());

function sendFromServer(base, eventId, { currency = 'eur' } = {}) {
  // The host is a static getter that the SDK reads anew for each request.
  Object.defineProperty(FacebookAdsApi, 'GRAPH', { configurable: true, get: () => `${base}/meta` });
  const shopper = new UserData()
    .setEmail('jane.doe@example.com')
    .setClientIpAddress('203.0.113.7')
    .setClientUserAgent('Mozilla/5.0');
  const what = new CustomData()
    .setValue(50.25)
    .setContents([new Content().setId('TSHIRT-BLUE-M').setQuantity(2).setItemPrice(25.125)])
    .setContentType('product');
  if (currency) what.setCurrency(currency);
  const event = new ServerEvent()
    .setEventName('Purchase')
    .setEventTime(Math.floor(Date.now() / 1000))
    .setEventId(eventId)
    .setEventSourceUrl('https://acme.example/thanks')
    .setActionSource('website')
    .setUserData(shopper)
    .setCustomData(what);
  return new EventRequest(kToken, kPixel).setEvents([event]).execute();
}

// The pixel's own hit, as browsers send it.
async function sendFromBrowser(base, eventId) {
  const query = new URLSearchParams({
    id: kPixel, ev: 'Purchase', dl: 'https://acme.example/thanks', ts: Date.now(),
    'cd[value]': '50.25', 'cd[currency]': 'EUR', eid: eventId,
  });
  assert.equal((await fetch(`${base}/meta/tr/?${query}`)).status, 200);
}

test('a purchase through the SDK is received and counts once', async () => {
  const session = await server.openSession();
  const answer = await sendFromServer(session.base, '1001');
  assert.equal(answer.events_received, 1);
  assert.ok(answer.fbtrace_id);

  const [purchase] = await session.purchases('meta', 1);
  assert.equal(purchase.channel, 'server');
  assert.equal(purchase.event_id, '1001');
  assert.equal(purchase.value, '50.25');
  assert.equal(purchase.account, kPixel);
  assert.equal(purchase.outcome, 'counted');
  assert.deepEqual(await session.ledger('meta'),
    { received: 1, refused: 0, deduplicated: 0, counted: 1, value: '50.25', currency: 'EUR' });
});

test("the pixel's twin with the same event id counts none, whichever comes first", async () => {
  const expected = { received: 2, refused: 0, deduplicated: 1, counted: 1, value: '50.25', currency: 'EUR' };
  for (const order of [[sendFromBrowser, sendFromServer], [sendFromServer, sendFromBrowser]]) {
    const session = await server.openSession();
    for (const send of order) await send(session.base, '1001');
    await session.purchases('meta', 2);
    assert.deepEqual(await session.ledger('meta'), expected);
  }
});

test("the pixel's hit with another event id counts a second time", async () => {
  const session = await server.openSession();
  await sendFromBrowser(session.base, 'browser-1001');
  await sendFromServer(session.base, 'server-1001');
  await session.purchases('meta', 2);
  assert.deepEqual(await session.ledger('meta'),
    { received: 2, refused: 0, deduplicated: 0, counted: 2, value: '100.50', currency: 'EUR' });
});

// Meta promises deduplication between channels; for repeats of one channel this is the default of
// the setting `meta.same_source_repeats`.
test('a repeat on the same channel counts again', async () => {
  const session = await server.openSession();
  await sendFromServer(session.base, '1001');
  await sendFromServer(session.base, '1001');
  await session.purchases('meta', 2);
  assert.deepEqual(await session.ledger('meta'),
    { received: 2, refused: 0, deduplicated: 0, counted: 2, value: '100.50', currency: 'EUR' });
});

test("a purchase without currency is refused in a form that the SDK takes for Meta's", async () => {
  const session = await server.openSession();
  await assert.rejects(sendFromServer(session.base, '1001', { currency: null }), (error) => {
    assert.equal(error.status, 400);
    assert.equal(error.response?.code, 100);
    return true;
  });
  await session.purchases('meta', 1);
  const { refused, counted } = await session.ledger('meta');
  assert.deepEqual({ refused, counted }, { refused: 1, counted: 0 });
});
