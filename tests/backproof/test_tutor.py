"""backproof tutor: lines are judged and placed, hints come by degrees, and nothing is given away unasked."""

from __future__ import annotations

import pytest
from click.testing import CliRunner

from backproof.errors import Unusable
from backproof.main import doors
from backproof.tutoring import Tutor


def test_a_hint_has_three_degrees() -> None:
    tutor = Tutor("linear", "W")
    reason, look, line = (tutor.hint().text for _ in range(3))
    assert "Chain rule" in reason
    assert "derivative not yet taken" in look
    assert "diff(" in line
    assert "diff(" not in reason + look
    assert tutor.hint().text.startswith("Step 2 of")


def test_hints_alone_lead_to_the_answer() -> None:
    tutor = Tutor("linear", "W")
    for _ in range(3 * len(tutor.stations)):
        reply = tutor.hint()
        if reply.done:
            break
    assert reply.done
    assert "sum[n in 1..N] dL_Y[n,m]*X[n,d]" in reply.text
    assert tutor.hint().done


def test_the_result_is_recognised() -> None:
    tutor = Tutor("linear", "W")
    assert tutor.line("sum[k in 1..N] X[k,d]*dL_Y[k,m]").done


def test_a_line_on_the_way_is_placed_and_the_next_hint_is_for_it() -> None:
    tutor = Tutor("linear", "W")
    reply = tutor.line("sum[n in 1..N, a in 1..M, e in 1..D] dL_Y[n,a]*X[n,e]*[a = m]*[e = d]")
    assert not reply.done
    assert "step 3 of 4" in reply.text
    assert "bracket leaves one value" in reply.text


def test_a_wrong_line_is_said_to_be_wrong_without_the_right_number() -> None:
    tutor = Tutor("ece449/5", "W")
    reply = tutor.line("[[1, 0], [0, -1]]")
    assert not reply.done
    assert "Not right: W[1,1] is 1 in the answer" in reply.text
    assert "0.99" not in reply.text


def test_another_quantity_on_the_way_is_judged_by_its_name() -> None:
    tutor = Tutor("ece449/5", "W")
    assert "Right so far: that is Q" in tutor.line("Q = [0.7311, 0.2689]").text
    assert "Not right" in tutor.line("Q = [0.2689, 0.7311]").text
    placed = tutor.line("dZ = [0.4311, -0.4311]").text
    assert "your line stands at step" in placed
    assert tutor.reached >= 0


def test_what_cannot_be_read_is_shown_with_its_place() -> None:
    assert "^" in Tutor("linear", "W").line("sum[n in 1..N dL_Y[n]").text


def test_names_that_do_not_exist_are_refused() -> None:
    with pytest.raises(Unusable, match="linear"):
        Tutor("linaer")
    with pytest.raises(Unusable, match="part of linear"):
        Tutor("linear", "V")


def test_a_session_through_a_pipe() -> None:
    typed = "hint\n\nagain\nsum[n in 1..N] dL_Y[n,m]\n"
    ran = CliRunner().invoke(doors, ["tutor", "linear", "--part", "b"], input=typed)
    assert ran.exit_code == 0
    assert ran.output.count("Fully connected layer, part b") == 2
    assert ran.output.rstrip().endswith("Right, and that is the answer.")
    ended = CliRunner().invoke(doors, ["tutor", "ece449/2.1"], input="quit\n")
    assert ended.exit_code == 0
