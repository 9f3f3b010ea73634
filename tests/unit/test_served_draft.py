"""A message in a served page can't become a part of it."""

from claimbook.builder.serve import Draft


def test_a_message_can_not_become_part_of_the_page():
    draft = Draft()
    draft.built("<script>alert(1)</script> & more")
    marked = draft.marked(b"<body><p>kept</p></body>").decode()
    assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp; more" in marked and marked.startswith("<body><p>kept</p>")
    assert draft.version == 0, "a build that failed shows no other site"
