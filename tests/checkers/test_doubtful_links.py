"""Links of documents that differ and are right all the same, or claim nothing; each beside a twin that is wrong."""

from __future__ import annotations

import pytest

from checkers.algebra.document import check_document

Links = list[tuple[str, str, str]]


def links(text: str) -> Links:
    """(left, right, verdict) of every link."""
    found = check_document(text)
    return [(k["left"], k["right"], k["verdict"]) for d in found["displays"] for k in d["links"]]


def wrong(text: str) -> list[str]:
    """The right sides of the links that are called wrong."""
    return [right for _, right, verdict in links(text) if verdict == "different"]


ESTIMATES = [
    (r"The step obeys $0<\rho<\frac{3}{6}=%s$.", r"\frac12", r"\frac13"),
    (r"Scale $q = 0.04$, error $0.011 \le \frac{q}{2} = %s$.", "0.02", "0.03"),
    (r"$$4 + 5 = 9 \leq 2 \cdot 6 = %s$$", "12", "11"),
    (r"$$4 + 5 = %s < 12$$", "9", "8"),
    (r"With $u=6$, $v=2$: $r \ge \theta = \frac{u}{u+v} = %s$.", "0.75", "0.65"),
    (r"\begin{align} 3 \cdot 5 &= 15 \\ &\le 4 \cdot 4 \\ &= %s \end{align}", "16", "18"),
    (r"\begin{align} 3 \cdot 5 &= 15 < \\ & 4 \cdot 5 = %s \end{align}", "20", "25"),
    (r"Let $h(x) = \max(0, 2x)$. Then $h'(x) = 2 \cdot \mathbb{1}[x %s 0]$.", ">", "<"),
]


@pytest.mark.parametrize(("text", "right", "slip"), ESTIMATES)
def test_only_the_neighbours_of_an_equals_sign_are_a_link(text: str, right: str, slip: str) -> None:
    assert wrong(text % right) == []
    assert len(wrong(text % slip)) == 1


def test_what_stands_before_an_estimate_is_not_compared_with_what_stands_behind() -> None:
    text = r"$$a = 2 + 5 = 7 \le 8 = 4 \cdot 2$$ Also $a = 7$."
    assert wrong(text) == []
    assert ("4 \\cdot 2", "7", "different") not in links(text)
    assert wrong(text.replace("= 7 ", "= 6 ")) == ["6"]


def test_an_equation_to_be_solved_is_no_claim() -> None:
    text = r"Exact: $\kappa^2-7\kappa+11=0$ gives $\kappa_1=\frac{7+\sqrt5}{2}\approx 4.618$, $\kappa_2\approx %s$."
    assert wrong(text % "2.382") == []
    assert links(text % "2.382")[0][2] == "equal"  # the roots are put in
    assert wrong(text % "2.832") == ["0"]


def test_an_equation_of_known_numbers_is_a_claim() -> None:
    assert wrong("We take $w = 3$. Then $w^2 - 3w = 0$.") == []
    assert wrong("We take $w = 3$. Then $w^2 - 2w = 0$.") == ["0"]


def test_the_derivative_by_the_index_of_a_definition() -> None:
    text = (
        r"$\beta_s = \frac{\beta_0}{2}\left(1+\cos\frac{\pi s}{S}\right)$. "
        r"Slope: $\frac{d\beta_s}{ds} = -\frac{\pi\beta_0}{%s}\sin\frac{\pi s}{S}$. With $\beta_0 = 0.4$, $S = 50$."
    )
    assert wrong(text % "2S") == []
    assert links(text % "2S")[1][2] == "equal"
    assert len(wrong(text % "S")) == 1
    decay = r"$\alpha_k = \alpha_0 e^{-ck}$, so $\frac{\partial\alpha_k}{\partial k} = %sc\alpha_k$. $K = 10$."
    assert wrong(decay % "-") == []
    assert len(wrong(decay % "")) == 1


NORMAL = (
    r"$F(u) = u^2\,\Phi(u)$, with $\Phi' = \varphi$, $\varphi(u) = \frac{1}{\sqrt{2\pi}}e^{-u^2/2}$."
    "\n\n"
    r"$F'(u) = 2u\Phi(u) + %s$, $F'(1) \approx %s$."
)


def test_the_normal_distribution_is_known_from_its_density() -> None:
    right = (r"u^2\varphi(u)", "1.6827 + 0.2420")
    assert wrong(NORMAL % right) == []
    assert [v for _, _, v in links(NORMAL % right)[-2:]] == ["equal", "equal"]
    assert wrong(NORMAL % (r"u\varphi(u)", right[1])) == [r"2u\Phi(u) + u\varphi(u)"]
    assert wrong(NORMAL % (right[0], "1.6827 - 0.2420")) == ["1.6827 - 0.2420"]


def test_numbers_of_a_function_without_a_definition_are_undecided() -> None:
    text = r"$M(u) = u\,K(u)$, $M'(2) = 3.1$, $M(2) = 0.7$. And $N(u) = u^3$, $N'(2) = %s$."
    assert wrong(text % "12") == []
    assert wrong(text % "8") == ["8"]


@pytest.mark.parametrize("sign", ["-", "+"])
def test_a_free_index_runs_as_far_as_the_sum_over_the_same_entries(sign: str) -> None:
    text = rf"$$\sum_b \omega_b s_b\,(\mathbb{{1}}[b=j] - \omega_j) = \omega_j s_j {sign} \omega_j\sum_b \omega_b s_b$$"
    delta = rf"$$\sum_b \omega_b s_b\,(\delta_{{bj}} - \omega_j) = \omega_j s_j {sign} \omega_j\sum_b \omega_b s_b$$"
    assert bool(wrong(text)) == bool(wrong(delta)) == (sign == "+")


def test_a_sum_without_an_end_is_an_infinite_series() -> None:
    text = r"For ever: $\sum_{k\ge 1} q^k = \frac{q}{1-q} = %s$, with $q = 0.5$."
    assert wrong(text % "1") == []
    assert wrong(r"With $q = 0.5$: " + text % "2") == ["2"]
    shifted = r"$$\sum_{k\ge 0} q^k c_{s+k+1} = c_{s+1} + q\sum_{k\ge 0} q^k c_{s+k+2}$$"
    assert wrong(shifted) == []
    finite = r"$$\sum_{i\ge 2} v_i = \sum_i v_i - v_%s$$"
    assert wrong(finite % "1") == []
    assert len(wrong(finite % "2")) == 1


def test_entries_written_with_what_they_depend_on() -> None:
    text = (
        r"Output $m = \sum_{i=1}^{K} a_i(s)\,v_i$ with $a = \mathrm{softmax}(s)$. "
        r"Using $\frac{\partial a_i}{\partial s_k} = a_i(\delta_{ik} - a_k)$,"
        "\n\n"
        r"$$\frac{\partial m}{\partial s_k} = a_k v_k - a_k\sum_i a_i v_i = a_k\,(v_k %s m).$$"
        "\n\n"
        r"For $s = (1, 0, -1)$: $a \approx (0.6652, 0.2447, 0.0900)$."
    )
    assert wrong(text % "-") == []
    assert wrong(text % "+") == [r"a_k\,(v_k + m)"]


def test_the_first_mention_of_an_entry_is_no_claim() -> None:
    text = r"$$\hat u_1 = \frac{e^3}{e^3+e^1} \approx 0.8808, \qquad \hat u_2 = 1 - \hat u_1 \approx %s.$$"
    assert wrong(text % "0.1192") == []
    assert wrong(text % "0.1292") == ["0.1292"]


def test_entries_case_by_case_are_no_claim() -> None:
    text = (
        r"$t_k = 1-\epsilon+\frac{\epsilon}{C}$ for the true class, $t_j = \frac{\epsilon}{C}$ for the others. "
        r"The gap: $\log\frac{t_k}{t_j} = \log\frac{C(1-\epsilon)+\epsilon}{\epsilon}$, and $\log 8 = %s$."
    )
    assert wrong(text % r"3 \log 2") == []
    assert wrong(text % r"4 \log 2") == [r"4 \log 2"]


def test_what_follows_from_a_condition_is_no_claim() -> None:
    text = (
        r"$p_a = e^{u_a}/\sum_b e^{u_b}$. Maximise subject to "
        r"$s_a - \kappa(\log p_a + 1) - \nu = 0$, so $\log p_a = \frac{s_a-\nu}{\kappa} - 1$. "
        r"Also $\log p_a = u_a - \log\sum_b e^{%s}$."
    )
    assert wrong(text % "u_b") == []
    assert len(wrong(text % "2u_b")) == 1


@pytest.mark.parametrize("letter", ["q", r"\pi"])
def test_a_free_index_runs_as_far_as_the_sums_in_the_definitions(letter: str) -> None:
    text = (
        r"$LETTER_a = e^{\theta_a}/\sum_b e^{\theta_b}$, $J = \sum_a LETTER_a r_a$. "
        r"$\frac{\partial J}{\partial \theta_k} = LETTER_k(r_k %s J)$."
    ).replace("LETTER", letter)
    assert wrong(text % "-") == []
    assert len(wrong(text % "+")) == 1


def test_weights_named_pi_are_a_quantity() -> None:
    text = (
        r"Let $M_k = \sum_n \gamma_{nk}$. Then $\pi_k = \frac{M_k}{S} = \frac1S\sum_n \gamma_{nk}$, "
        r"and $\pi_1 = \frac{M_%s}{S}$. A density is $g(x) = \frac{1}{\sqrt{2\pi}} e^{-x^2/2}$, $g(0) \approx 0.3989$."
    )
    assert wrong(text % "1") == []
    assert len(wrong(text % "2")) == 1
    assert wrong(r"$\pi = (0.5, 0.5)$, $v = (1, 3)$, and $\pi^T v = 2$.") == []


def test_an_equation_that_its_roots_solve_holds_whatever_its_letter_was_before() -> None:
    text = r"The rate is $\nu = 0.1$. Later: $\nu^2 - 9\nu + 20 = 0$ gives $\nu_1 = 4$, $\nu_2 = %s$."
    assert wrong(text % "5") == []
    assert wrong(text % "6") == ["0"]
    chain = r"$$(2-\nu)^2 - 9 = \nu^2 - 4\nu - 5 = (\nu + 1)(\nu %s 5) = 0$$ so $\nu_1 = -1$, $\nu_2 = 5$."
    assert wrong(chain % "-") == []
    assert len(wrong(chain % "+")) >= 1


def test_a_fixed_point_is_a_condition() -> None:
    asked, given = r"$\sum_i \pi_i P_{ij} = \pi_j$ is asked for.", r"With $w_j = \sum_i u_i P_{ij}$ we have"
    text = f"{asked} {given} " + r"$2 w_j = %s\sum_i u_i P_{ij}$."
    assert wrong(text % "2") == []
    assert len(wrong(text % "3")) == 1
    assert len(wrong(r"$$\sum_j \delta_{ij} x_j = x_j$$")) == 1
