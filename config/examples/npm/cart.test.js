'use strict';

const assert = require('node:assert');
const { test } = require('node:test');
const { total } = require('./cart.js');

test('total is the sum', () => assert.strictEqual(total([1, 2, 3.25]), 6.25));
test('total of nothing is zero', () => assert.strictEqual(total([]), 0));
test('total takes a discount', () => assert.strictEqual(total([10, 30], 25), 30));
test('total refuses an impossible discount', () => assert.throws(() => total([1], 120), RangeError));
