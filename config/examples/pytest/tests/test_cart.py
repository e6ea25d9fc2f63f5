import pytest

from cart import total


@pytest.mark.parametrize("prices, expected", [([], 0), ([1.5], 1.5), ([1, 2, 3.25], 6.25)])
def test_total_is_the_sum(prices, expected):
    assert total(prices) == expected


def test_total_takes_a_discount():
    assert total([10, 30], discount=25) == 30


def test_total_refuses_an_impossible_discount():
    with pytest.raises(ValueError, match="120 %"):
        total([1], discount=120)


@pytest.mark.slow
def test_total_of_many():
    assert total([0.01] * 1_000_000) == 10_000
