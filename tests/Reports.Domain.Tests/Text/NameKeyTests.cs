using CsCheck;
using Reports.Domain.Text;

namespace Reports.Domain.Tests.Text;

public sealed class NameKeyTests
{
    private static readonly string[] Places = ["qaboun", "qadam", "qalamoun", "yarmouk", "Qadam"];

    [Theory]
    // Latin: case, hyphens, apostrophes, diacritics, transliteration
    [InlineData("Al-Qadam", "al qadam")]
    [InlineData("Hajar al-Aswad", "HAJAR AL ASWAD")]
    [InlineData("Ḥajar al-Aswad", "Hajar al-Aswad")]
    [InlineData("Sab' Biyar", "Sabʿ Biyar")]
    [InlineData("Sab’ Biyar", "Sab Biyar")]
    [InlineData("Düma", "Duma")]
    [InlineData("Du\u0308ma", "Düma")]
    [InlineData("Straße", "STRASSE")]
    [InlineData("İdlib", "Idlib")]
    [InlineData("ıdlıb", "idlib")]
    [InlineData("Ḏumayr", "Dumayr")]
    [InlineData("Ġūṭa", "Guta")]
    [InlineData("Ḩamāh", "Hamah")]
    [InlineData("Aḑ Ḑumayr", "Ad Dumayr")]
    [InlineData("Ḩawsh aş Şāliḩīyah", "Hawsh as Salihiyah")]
    [InlineData("Ḩ", "H\u0327")]
    [InlineData("Đà Nẵng", "Da Nang")]
    [InlineData("Άργος", "Αργος")]
    // Arabic: alif, ta marbuta, ya, hamza, vowel marks, tatweel
    [InlineData("الأسود", "الاسود")]
    [InlineData("إدلب", "ادلب")]
    [InlineData("الغوطة", "الغوطه")]
    [InlineData("حلبى", "حلبي")]
    [InlineData("القَدَم", "القدم")]
    [InlineData("القـــدم", "القدم")]
    [InlineData("آل", "ا\u0653ل")]
    // Persian letters that look the same
    [InlineData("کردستان", "كردستان")]
    [InlineData("قلمونی", "قلموني")]
    [InlineData("می\u200Cخواهم", "ميخواهم")]
    // Cyrillic: case, ё, composed and decomposed
    [InlineData("ДАМАСК", "дамаск")]
    [InlineData("Алёна", "алена")]
    [InlineData("Идлибский", "идлибски\u0438\u0306")]
    [InlineData("Київ", "Киі\u0308в")]
    public void Spellings_of_one_name_meet(string left, string right) => Assert.Equal(NameKey.Fold(left), NameKey.Fold(right));

    [Theory]
    [InlineData("Qadam", "Qaboun")]
    [InlineData("القدم", "القابون")]
    [InlineData("Дума", "Дамаск")]
    [InlineData("گل", "كل")]
    public void Other_names_do_not_meet(string left, string right) => Assert.NotEqual(NameKey.Fold(left), NameKey.Fold(right));

    [Fact]
    public void Folding_a_key_gives_the_key() => Gen.String.Sample(text => NameKey.Fold(NameKey.Fold(text)) == NameKey.Fold(text));

    [Fact]
    public void Case_never_counts() =>
        Gen.String.Sample(text => NameKey.Fold(text.ToUpperInvariant()) == NameKey.Fold(text) && NameKey.Fold(text.ToLowerInvariant()) == NameKey.Fold(text));

    [Theory]
    [InlineData("qadem", "Qadam")]
    [InlineData("qadma", "Qadam")]
    [InlineData("yarmuk", "yarmouk")]
    [InlineData("kaboun", "qaboun")]
    public void The_nearest_name_comes_first(string misspelt, string nearest) => Assert.Equal(nearest, NameKey.Closest(misspelt, Places, 3)[0]);

    [Fact]
    public void Two_spellings_of_one_name_are_suggested_once_and_no_more_than_asked_for()
    {
        Assert.Equal(["Qadam"], NameKey.Closest("qadem", Places, 3));
        Assert.Empty(NameKey.Closest("qadem", Places, 0));
        Assert.Equal(["qaboun", "qalamoun"], NameKey.Closest("qalaboun", Places, 2).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void A_name_that_is_nothing_like_the_others_has_no_near_one() => Assert.Empty(NameKey.Closest("moscow", Places, 3));
}
