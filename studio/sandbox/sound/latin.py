"""Which language a text in Latin letters is in: by letters that few languages have, and by its commonest words."""

import re

LETTERS = {
    "Vietnamese": "ạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹơư",
    "Turkish": "ğışİ",
    "Polish": "ąęłńśźż",
    "Czech": "ěřů",
    "Slovak": "ľĺŕ",
    "Hungarian": "őű",
    "Romanian": "țțșş",
    "Portuguese": "ãõ",
    "Spanish": "ñ¿¡",
    "French": "œèêù",
    "German": "ß",
}
WORDS = {
    "English": "the and is are of to in that it you we this with for was have not what hello good today drink",
    "Spanish": "el los las una es que de en con por para hoy muy buenos días hola como está juntos bebemos",
    "French": "le les une est que de en avec pour dans aujourd'hui nous vous bonjour et des comment ça va buvons",
    "German": "der die das und ist ein eine nicht mit für heute wir guten ich sie es trinken zusammen hallo",
    "Portuguese": "os as uma é que de em com para hoje muito bom dia nós você olá não bebemos juntos um",
    "Italian": "il gli una è che di in con per oggi buon giorno noi non ciao come sta molto insieme beviamo",
    "Indonesian": "yang dan ini itu adalah hari selamat kita tidak dengan untuk pagi minum bersama apa kabar indah",
    "Vietnamese": "xin chào bạn không là và của một hôm nay chúng ta cùng nhau uống trà ngày",
    "Turkish": "ve bir bu için çok değil merhaba bugün günaydın güzel gün birlikte içiyoruz çay",
    "Dutch": "de het een en is niet met voor vandaag wij goedemorgen ik van dat mooie dag samen drinken hoe gaat",
    "Polish": "jest nie to się na dzień dobry dzisiaj razem pijemy i w że piękny jak masz",
    "Romanian": "este nu să și un o bună ziua astăzi noi împreună bem frumoasă zi cu dimineața",
    "Czech": "je to a na dobré ráno dnes krásný den společně pijeme čaj se že",
    "Finnish": "on ja ei hyvää huomenta tänään kaunis päivä juomme yhdessä teetä kuinka mitä",
    "Danish": "er og ikke jeg en godmorgen i dag vi drikker sammen af det hvordan smuk dejlig",
    "Malay": "ialah dan ini hari selamat kita tidak dengan untuk pagi minum bersama-sama teh yang indah cantik",
    "Slovak": "je to a na dobré ráno dnes krásny deň spoločne spolu pijeme čaj sa že",
    "Swedish": "är och inte jag en god morgon idag dag vi dricker tillsammans det hur vacker",
    "Croatian": "je i dobro jutro danas lijep dan zajedno pijemo čaj nije što",
    "Filipino": "ang ng mga ay sa magandang umaga araw ngayon tayo umiinom tsaa sabay-sabay kumusta",
    "Hungarian": "a az és nem jó reggelt ma szép nap van együtt iszunk teát hogy",
    "Norwegian": "er og ikke jeg en god morgen i dag vi drikker sammen det hvordan fin vakker te",
    "Slovenian": "je in dobro jutro danes lep dan skupaj pijemo čaj ni kaj",
    "Catalan": "el els una és que de amb per avui molt bon dia hola com està junts bevem i",
    "Nynorsk": "er og ikkje eg ein god morgon i dag vi drikk saman det korleis fin vakker te",
    "Afrikaans": "die en is nie 'n goeie môre vandag ons drink saam tee met vir pragtige mooi dag",
}
KNOWN = {language: set(words.split()) for language, words in WORDS.items()}
LOOKED_AT = 2000
ENOUGH, LETTER = 2.0, 1.5


def guess(text: str) -> str | None:
    """The language, or None when nothing speaks clearly for one."""
    text = text[:LOOKED_AT].lower()
    words = set(re.findall(r"['\w-]+", text))
    scores = {language: float(len(words & known)) for language, known in KNOWN.items()}
    for language, letters in LETTERS.items():
        scores[language] = scores.get(language, 0.0) + LETTER * len(set(text) & set(letters))
    best = max(scores, key=scores.__getitem__)
    others = max(score for language, score in scores.items() if language != best)
    return best if scores[best] >= ENOUGH and scores[best] > others else None
