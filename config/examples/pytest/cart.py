def total(prices, discount=0):
    """Sum of the prices, less a discount in percent."""
    if not 0 <= discount <= 100:
        raise ValueError(f"a discount of {discount} % is none")
    return round(sum(prices) * (100 - discount) / 100, 2)
