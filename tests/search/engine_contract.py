"""What every search engine must do: a test class that each engine's tests inherit, saying only how it is opened."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from replies.search.engine import Document, SearchEngine, SearchRequest, digest
from replies.search.query import And, Everything, Not, Number, Or, Phrase, Session, Weighted, Word, YearRange

LETTERS = (
    Document(
        id=1, audience="public", title="关于加快社区居家养老服务建设的提案的复函",
        text="您提出的关于加快社区居家养老服务建设的提案收悉。目前全区建成养老机构12家，床位1,200张，老年食堂覆盖率达15.41%。",
        proposal_numbers=("056",), session=(10, 2), document_number="青民函〔2023〕73号",
        addressees=("林书远", "周 敏"), division_code="530112",
        departments=(("11", "青川区民政局"), ("12", "青川区卫生健康局")),
        place_names=("云南省", "昆明市", "西山区"), body="cppcc", year=2023, response_type="A", date="2023-06-20",
        subjects=("养老",), satisfaction="满意", has_figures=True, policies=("关于推进养老服务发展的意见",),
        indicators=("养老床位", "养老机构"),
    ),
    Document(
        id=2, audience="public", title="关于老旧小区加装电梯的建议的答复",
        text="老旧小区加装电梯事关老年人出行。农业发展银行提供贷款，\n街道办协调邻里，\n社区养老设施同步改造。",
        proposal_numbers=("20230158",), session=(18, 3), document_number="云建复[2022]5号", addressees=("赵大江",),
        departments=(("13", "云岭区住房和城乡建设局"),), division_code="530111",
        place_names=("云南省", "昆明市", "官渡区"), body="npc", year=2022, response_type="B", date="2022-08-01",
        subjects=("住房",), policies=("关于推进养老服务发展的意见",), damaged=True,
        indicators=("养老机构",),
    ),
    Document(
        id=3, audience="staff", title="关于小学周边交通秩序整治的复函",
        text="学校门口早晚高峰拥堵，交警增派警力，增设护学岗。机密线索编号甲寅。", proposal_numbers=("56",),
        session=(10, 1), document_number="青公函〔2021〕8号", departments=(("14", "青川区公安分局"),),
        division_code="530112", place_names=("云南省", "昆明市", "西山区"), body="cppcc", year=2021,
        response_type="A", date="2021-05-10", subjects=("交通",), satisfaction="基本满意",
        indicators=("养老床位",),
    ),
    Document(
        id=4, audience="editor", title="关于公园绿化养护的复函（草稿）",
        text="草稿内容：樱花大道养护方案待定，涉及养老驿站。",
        proposal_numbers=("099",), division_code="420112", place_names=("湖北省", "武汉市", "东西湖区"), year=2020,
        departments=(("15", "临江区园林局"),), body="cppcc", response_type="C",
    ),
    Document(
        id=5, audience="public", title="关於養老機構醫養結合的復函",
        text="養老機構與醫院簽約率逐年提高，ＡＢＣ卡通行。我局將會同衛生部門推進。", division_code="420112",
        place_names=("湖北省", "武汉市", "东西湖区"), departments=(("11", "青川区民政局"),), body="cppcc", year=2023,
        response_type="B", date="2023-01-05", document_number="临民〔2023〕9号",
    ),
)  # fmt: skip


class EngineContract:
    """Inherit this and say how an empty engine is opened."""

    @staticmethod
    @contextmanager
    def opened(folder: Path) -> Iterator[SearchEngine]:
        """An empty engine; `folder` is empty, and its own."""
        raise NotImplementedError

    @pytest.fixture
    def engine(self, tmp_path: Path) -> Iterator[SearchEngine]:
        """An empty engine."""
        with self.opened(tmp_path) as engine:
            yield engine

    @pytest.fixture
    def changing(self, engine: SearchEngine) -> SearchEngine:
        """An engine with all letters, for tests that change it."""
        engine.update(LETTERS)
        return engine

    @pytest.fixture(scope="class")
    @classmethod
    def filled(cls, tmp_path_factory: pytest.TempPathFactory) -> Iterator[SearchEngine]:
        """An engine with all letters, for tests that only ask it."""
        with cls.opened(tmp_path_factory.mktemp("filled")) as engine:
            engine.update(LETTERS)
            yield engine

    @staticmethod
    def found(engine: SearchEngine, node=Everything(), **request) -> list[int]:  # noqa: B008 - frozen
        return [hit.id for hit in engine.search(SearchRequest(node, **request)).hits]

    @pytest.mark.parametrize(
        ("node", "expected", "reason"),
        [
            (Everything(), {1, 2, 5}, "the empty query finds all"),
            (Word("养老"), {1, 2, 5}, "in simplified and traditional script"),
            (Word("養老"), {1, 2, 5}, "and back"),
            (Word("abc"), {5}, "case and width are folded"),
            (Word("电梯"), {2}, "one word"),
            (Word("食堂 床位"), {1}, "all words of a word must match"),
            (Word("住房和城乡建设局"), {2}, "departments are searched"),
            (Word("赵大江"), {2}, "addressees are searched"),
            (Word("官渡区"), {2}, "places are searched"),
            (Word("武汉"), {5}, "parts of a place's name too"),
            (Word("校门口早"), set(), "a hidden letter's words find nothing"),
            (Word("旧小区加"), {2}, "a word that no token equals is found by its characters"),
            (Word("没有这个词"), set(), "what is not there is not found"),
            (Word("养老", "title"), {1, 5}, "limited to titles"),
            (Word("电梯", "text"), {2}, "limited to the text"),
            (Word("民政", "department"), {1, 5}, "limited to departments"),
            (Word("周敏", "addressee"), {1}, "a name with a blank in it"),
            (Word("昆明", "place"), {1, 2}, "limited to places"),
            (Word("530111", "place"), {2}, "a place by its code"),
            (Word("530000", "place"), {1, 2}, "a province by its code"),
            (Word("b", "response_type"), {2, 5}, "limited to a response type"),
            (Word("npc", "body"), {2}, "limited to a body"),
            (Word("养老", "subject"), {1}, "limited to subjects"),
            (Phrase("养", "subject"), {1}, "also quoted, part of its name"),
            (Word("养老服务发展", "policy"), {1, 2}, "limited to policies"),
            (Word("56", "number"), {1}, "limited to proposal numbers"),
            (Word("云建复〔2022〕5号", "document_number"), {2}, "limited to document numbers"),
            (Word("云建复", "document_number"), {2}, "part of a document number"),
            (And((Word("养老"), Word("电梯"))), {2}, "and"),
            (Or((Word("电梯"), Word("床位"))), {1, 2}, "or"),
            (And((Word("养老"), Not(Word("电梯")))), {1, 5}, "and not"),
            (Not(Word("养老")), set(), "not alone"),
            (And((YearRange(2023, None), Word("养老"))), {1, 5}, "years from"),
            (YearRange(None, 2022), {2}, "years until"),
            (YearRange(2022, 2022), {2}, "one year"),
            (Session(10, 2), {1}, "a session"),
            (Weighted(Word("电梯"), 0.5), {2}, "a weight changes no match"),
        ],
    )
    def test_finds(self, filled, node, expected, reason):
        result = filled.search(SearchRequest(node))
        assert {hit.id for hit in result.hits} == expected, reason
        assert result.count == len(expected)

    @pytest.mark.parametrize(
        ("text", "field", "expected", "reason"),
        [
            ("居家养老服务", None, {1}, "a run that crosses tokens"),
            ("养老服务发展", None, set(), "tokens that stand elsewhere are no quote"),
            ("业发展银", None, {2}, "a run that starts and ends within words"),
            ("建成养老机构12家，床位1,200张", None, {1}, "signs and figures count"),
            ("建成养老机构１２家,床位1,200张", None, {1}, "but not their width"),
            ("12家。床位", None, set(), "another sign is another quote"),
            ("1,200", None, {1}, "a figure with its comma"),
            ("1200", None, set(), "and without"),
            ("15.41%", None, {1}, "a decimal"),
            (".41", None, {1}, "within a figure"),
            ("贷款，街道办 协调", None, {2}, "white space counts for nothing"),
            ("養老機構", None, {5}, "a quote is exact about its script"),
            ("养老机构", None, {1}, "also simplified"),
            ("ABC卡", None, {5}, "width is folded"),
            ("abc卡", None, set(), "case is not"),
            ("%。", None, {1}, "signs alone"),
            ("答复老旧小区", None, set(), "no quote runs from the title into the text"),
            ("青川区民政局青川区", None, set(), "nor from one department to the next"),
            ("养老服务", "title", {1}, "limited to the title"),
            ("养老", "title", {1}, "limited to the title, script kept"),
            ("电", None, {2}, "one character"),
            ("增设护学岗", None, set(), "hidden letters hold nothing"),
        ],
    )
    def test_quotes(self, filled, text, field, expected, reason):
        result = filled.search(SearchRequest(Phrase(text, field)))
        assert ({hit.id for hit in result.hits}, result.count) == (expected, len(expected)), reason

    @pytest.mark.parametrize(
        ("typed", "expected"),
        [("056", 1), ("56", 1), ("第056号", 1), ("第 056 号", 1), ("０５６", 1), ("第五十六号", 1), ("20230158", 2),
         ("青民函〔2023〕73号", 1), ("青民函[2023]73号", 1), ("青民函（2023）073号", 1), ("青民函 2023 73", 1)],
    )  # fmt: skip
    def test_numbers_name_their_letter_first(self, filled, typed, expected):
        first = filled.search(SearchRequest(Number(typed))).hits[0]
        assert (first.id, first.exact) == (expected, True)

    def test_a_number_also_finds_the_letters_that_mention_it_after_those_it_names(self, engine):
        engine.update(
            [
                Document(id=1, audience="public", text="共建成床位 88 张，88 张全部启用，占 88%。"),
                Document(id=2, audience="public", text="复文", proposal_numbers=("088",)),
            ]
        )
        hits = engine.search(SearchRequest(Number("88"))).hits
        assert [(hit.id, hit.exact) for hit in hits] == [(2, True), (1, False)]

    def test_a_number_that_nothing_has_finds_nothing(self, filled):
        assert filled.search(SearchRequest(Number("77777"))).count == 0

    def test_a_number_within_a_conjunction_names_only_what_is_found(self, filled):
        hits = filled.search(SearchRequest(And((Number("56"), Word("养老"))), audience="staff")).hits
        assert [(hit.id, hit.exact) for hit in hits] == [(1, True)]

    def test_what_a_letter_is_about_is_no_word_of_it(self, engine):
        engine.update([Document(id=1, audience="public", text="已增开班次。", subjects=("交通运输",))])
        assert self.found(engine, Word("交通")) == self.found(engine, Phrase("交通运输")) == []

    def test_counts_alone_may_be_asked_for(self, filled):
        result = filled.search(SearchRequest(Word("养老"), facets=("body",), limit=0))
        assert (result.count, result.hits, result.facets) == (3, (), {"body": {"cppcc": 2, "npc": 1}})

    @pytest.mark.parametrize(
        ("audience", "expected"), [("public", {1, 2, 5}), ("staff", {1, 2, 3, 5}), ("editor", {1, 2, 3, 4, 5})]
    )
    def test_each_circle_sees_its_own_and_the_wider_ones(self, filled, audience, expected):
        result = filled.search(SearchRequest(Everything(), audience, facets=("district", "department")))
        assert {hit.id for hit in result.hits} == expected
        assert sum(result.facets["district"].values()) == len(expected)
        assert ("14" in result.facets["department"]) == (3 in expected)

    def test_facets_count_what_was_found(self, filled):
        names = ("province", "city", "district", "year", "response_type", "body", "department", "subject",
                 "satisfaction", "has_figures", "damaged", "indicator")  # fmt: skip
        assert filled.search(SearchRequest(Word("养老"), facets=names)).facets == {
            "province": {"530000": 2, "420000": 1},
            "city": {"530100": 2, "420100": 1},
            "district": {"530112": 1, "530111": 1, "420112": 1},
            "year": {"2023": 2, "2022": 1},
            "response_type": {"B": 2, "A": 1},
            "body": {"cppcc": 2, "npc": 1},
            "department": {"11": 2, "12": 1, "13": 1},
            "subject": {"养老": 1, "住房": 1},
            "satisfaction": {"满意": 1},
            "has_figures": {"0": 2, "1": 1},
            "damaged": {"0": 2, "1": 1},
            "indicator": {"养老机构": 2, "养老床位": 1},
        }

    def test_facets_come_in_the_order_asked_for_with_most_first_and_years_newest_first(self, filled):
        facets = filled.search(SearchRequest(Everything(), "editor", facets=("year", "district"))).facets
        assert list(facets) == ["year", "district"]
        assert list(facets["year"]) == ["2023", "2022", "2021", "2020"]
        assert list(facets["district"].values()) == [2, 2, 1]

    @pytest.mark.parametrize(
        ("filters", "expected"),
        [
            ({"district": {"530112"}}, {1}),
            ({"district": {"530112", "530111"}}, {1, 2}),
            ({"province": {"530000"}}, {1, 2}),
            ({"city": {"420100"}}, {5}),
            ({"year": {"2023"}, "response_type": {"B"}}, {5}),
            ({"department": {"12"}}, {1}),
            ({"has_figures": {"1"}}, {1}),
            ({"damaged": {"0"}, "body": {"cppcc"}}, {1, 5}),
            ({"indicator": {"养老机构"}}, {1, 2}),
            ({"district": {"999999"}}, set()),
            ({"district": set()}, {1, 2, 5}),
        ],
    )
    def test_filters_are_or_within_and_and_among(self, filled, filters, expected):
        frozen = {name: frozenset(values) for name, values in filters.items()}
        assert set(self.found(filled, filters=frozen)) == expected

    def test_a_facet_ignores_its_own_selection_and_keeps_the_others(self, filled):
        filters = {"district": frozenset(("530112",)), "year": frozenset(("2023",))}
        result = filled.search(SearchRequest(Everything(), filters=filters, facets=("district", "year", "body")))
        assert (result.count, result.facets) == (
            1,
            {"district": {"530112": 1, "420112": 1}, "year": {"2023": 1}, "body": {"cppcc": 1}},
        )

    def test_a_year_range_narrows_all_but_the_years(self, filled):
        result = filled.search(SearchRequest(Everything(), year_range=(2023, None), facets=("year", "body")))
        assert (result.count, result.facets) == (2, {"year": {"2023": 2, "2022": 1}, "body": {"cppcc": 2}})

    def test_a_word_in_the_title_weighs_more(self, engine):
        engine.update(
            [
                Document(id=1, audience="public", title="关于公园的复函", text="绿化工作有序推进，公交站点也已调整。"),
                Document(id=2, audience="public", title="关于公交的复函", text="绿化工作有序推进，公园站点也已调整。"),
            ]
        )
        assert self.found(engine, Word("公交")) == [2, 1]

    def test_a_weight_lowers_what_was_added(self, filled):
        both = Or((Word("床位"), Weighted(Word("电梯"), 0.1)))
        assert self.found(filled, both) == [1, 2]

    def test_dates_sort_and_the_undated_come_last(self, filled):
        assert self.found(filled, audience="editor", sort="newest") == [1, 5, 2, 3, 4]
        assert self.found(filled, audience="editor", sort="oldest") == [3, 2, 5, 1, 4]

    def test_what_has_no_relevance_comes_newest_first(self, filled):
        assert self.found(filled) == [1, 5, 2]
        assert self.found(filled, Session(10, 2)) == [1]
        assert self.found(filled, YearRange(2022, None)) == [1, 5, 2]

    def test_pages_follow_one_another(self, engine):
        engine.update(Document(id=each, audience="public", text="公交" * (1 + each % 7)) for each in range(1, 96))
        whole = self.found(engine, Word("公交"), limit=200)
        pages = [self.found(engine, Word("公交"), offset=offset, limit=20) for offset in range(0, 120, 20)]
        assert [each for page in pages for each in page] == whole
        assert sorted(whole) == list(range(1, 96))

    def test_what_is_put_in_again_is_replaced_and_what_is_removed_is_gone(self, changing):
        changing.update([replace(LETTERS[1], text="改为公交线路调整。", title="关于公交的答复")], removed=[1, 77])
        assert set(self.found(changing)) == {2, 5}
        assert self.found(changing, Word("电梯")) == []
        assert self.found(changing, Phrase("加装电梯")) == []
        assert self.found(changing, Word("公交")) == [2]
        assert changing.search(SearchRequest(Everything(), facets=("body",))).facets["body"] == {"npc": 1, "cppcc": 1}

    def test_a_change_of_audience_hides_a_letter_everywhere(self, changing):
        changing.update([replace(LETTERS[0], audience="editor")])
        assert 1 not in self.found(changing)
        assert changing.search(SearchRequest(Number("056"))).count == 0
        assert not any("居家" in text for text in changing.suggest("居家", "public"))
        assert changing.vocabulary("public").count("word", "床位") == 0
        assert changing.vocabulary("editor").count("word", "床位") == 1

    def test_the_same_id_twice_in_one_update_is_once_in_the_index(self, engine):
        engine.update([replace(LETTERS[0], text="旧稿"), replace(LETTERS[0], text="新稿")])
        assert self.found(engine) == [1]
        assert self.found(engine, Word("新稿")) == [1]

    def test_ids_and_digests(self, changing):
        changing.update([], removed=[3])
        assert changing.ids() == {letter.id: digest(letter) for letter in LETTERS if letter.id != 3}

    def test_rebuild_holds_exactly_what_it_was_given(self, changing):
        assert changing.rebuild(lambda: iter(LETTERS[1:3])) == 2
        assert changing.ids() == {letter.id: digest(letter) for letter in LETTERS[1:3]}
        assert self.found(changing, Word("电梯")) == [2]

    def test_many_commits_and_tidying_change_no_answer(self, engine):
        for letter in LETTERS:
            engine.update([replace(letter, text="")])
            engine.update([letter])
        expected = [self.found(engine, Word("养老"), audience="editor"), engine.ids()]
        engine.tidy()
        assert [self.found(engine, Word("养老"), audience="editor"), engine.ids()] == expected

    def test_an_empty_index_answers(self, engine):
        engine.check()
        result = engine.search(SearchRequest(Word("养老"), facets=("district", "department", "year")))
        assert (result.count, result.hits) == (0, ())
        assert result.facets == {"district": {}, "department": {}, "year": {}}
        assert engine.ids() == {}
        assert engine.suggest("养", "public") == []

    def test_similar_letters_share_words_or_policies_within_the_circle(self, changing):
        changing.update(
            [
                Document(id=8, audience="public", text="老年食堂与床位建设情况：老年食堂覆盖率提高，床位增加。"),
                Document(id=9, audience="staff", text="老年食堂与床位建设情况：老年食堂覆盖率提高，床位增加。"),
            ]
        )
        public = [hit.id for hit in changing.similar(1, "public")]
        assert 8 in public
        assert 2 in public, "it shares a policy"
        assert not {1, 9} & set(public)
        assert 9 in [hit.id for hit in changing.similar(1, "staff")]
        assert changing.similar(12345, "public") == []
        assert changing.similar(9, "public") == [], "what is hidden has no relations either"

    def test_suggestions_come_from_visible_letters_only(self, filled):
        assert "青川区民政局" in filled.suggest("青川区", "public")
        assert not any("公安" in text for text in filled.suggest("青川区", "public"))
        assert "青川区公安分局" in filled.suggest("青川区", "staff")

    @pytest.mark.parametrize(
        ("kind", "prefix", "expected"),
        [
            ("department", "青川区", [("青川区民政局", 2), ("青川区卫生健康局", 1)]),
            ("place", "昆", [("昆明市", 2)]),
            ("number", "0", [("056", 1)]),
            ("title", "关于老旧", [("关于老旧小区加装电梯的建议的答复", 1)]),
            ("word", "电", [("电梯", 1)]),
            ("word", "樱花", []),
        ],
    )
    def test_the_vocabulary_counts_within_the_circle(self, filled, kind, prefix, expected):
        vocabulary = filled.vocabulary("public")
        assert vocabulary.starting(kind, prefix) == expected
        assert all(vocabulary.count(kind, term) == count for term, count in expected)
        assert all(term in vocabulary.terms(kind) for term, _ in expected)
