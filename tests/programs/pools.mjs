// A shop that has just started has all the processes that it may have: whoever comes first waits for none.
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { openShop } from '../support/shop.mjs';
import { programs } from '../support/refusals.mjs';

const POOL = 3, NAMES = ['login', 'store', 'help'];
const shops = [];
after(() => Promise.all(shops.map(shop => shop.close())));

test('each program has its pool, though the same programs serve another shop, too', async () => {
  for (const name of ['pools', 'pools-beside']) {
    const shop = await openShop({ pool: POOL, name, fill: NAMES });
    shops.push(shop);
    for (const program of NAMES) assert.equal(programs(shop, program).length, POOL, `${program} of ${name}`);
  }
});
