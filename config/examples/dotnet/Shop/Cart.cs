namespace Shop;

public static class Cart
{
    /// <summary>Sum of the prices, less a discount in percent.</summary>
    public static decimal Total(IEnumerable<decimal> prices, decimal discount = 0)
    {
        if (discount is < 0 or > 100)
        {
            throw new ArgumentOutOfRangeException(nameof(discount), discount, "no discount");
        }

        return decimal.Round(prices.Sum() * (100 - discount) / 100, 2);
    }
}
