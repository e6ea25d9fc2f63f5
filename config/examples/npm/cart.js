'use strict';

/** Sum of the prices, less a discount in percent. */
function total(prices, discount = 0) {
  if (!(discount >= 0 && discount <= 100)) {
    throw new RangeError(`a discount of ${discount} % is none`);
  }

  const sum = prices.reduce((all, price) => all + price, 0);
  return Math.round(sum * (100 - discount)) / 100;
}

module.exports = { total };
