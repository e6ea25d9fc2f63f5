namespace Shop.Tests;

public sealed class CartTests
{
    [Fact]
    public void Total_OfPrices_IsTheirSum() => Assert.Equal(6.25m, Cart.Total([1, 2, 3.25m]));

    [Fact]
    public void Total_WithADiscount_IsLess() => Assert.Equal(30m, Cart.Total([10, 30], discount: 25));

    [Fact]
    public void Total_WithAnImpossibleDiscount_Throws() => Assert.Throws<ArgumentOutOfRangeException>(() => Cart.Total([1], discount: 120));
}
