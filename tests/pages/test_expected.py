"""What was expected as a chart draws it: a band far wider than what happened is cut off, and that is said."""

import pandas as pd

from pages.shared.charts import expected


def judged(low, high):
    return pd.DataFrame({"expected": [10.0, 11.0], "low": [low, 9.0], "high": [high, 12.0], "value": [10.0, 12.0]})


def test_a_band_much_wider_than_what_happened_is_cut_off():
    drawn, is_cut = expected.within(judged(-80.0, 500.0), [8.0, 12.0])
    assert is_cut
    assert (drawn["low"].tolist(), drawn["high"].tolist()) == ([4.0, 9.0], [16.0, 12.0])
    assert drawn["value"].tolist() == [10.0, 12.0]


def test_a_band_of_a_like_size_is_drawn_as_it_is():
    frame = judged(7.0, 14.0)
    drawn, is_cut = expected.within(frame, [8.0, 12.0])
    assert not is_cut
    pd.testing.assert_frame_equal(drawn, frame)


def test_absent_bands_are_not_cut():
    drawn, is_cut = expected.within(judged(float("nan"), float("nan")), [8.0, 12.0])
    assert not is_cut
    assert drawn["low"].isna().tolist() == [True, False]
