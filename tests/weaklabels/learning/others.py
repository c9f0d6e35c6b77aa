"""Models of somebody else's, as an operator may name them."""

from sklearn.feature_extraction.text import CountVectorizer
from sklearn.naive_bayes import MultinomialNB
from sklearn.pipeline import make_pipeline


def bag_of_words():
    return make_pipeline(CountVectorizer(), MultinomialNB())


class Raises:
    def fit(self, texts, labels):
        raise RuntimeError("the weights of the house are not there")


class AnswersSomethingElse:
    def fit(self, texts, labels):
        return self

    def predict(self, texts):
        return ["neither"] * len(texts)


class QuotesWhatItReads:
    def fit(self, texts, labels):
        return self

    def predict(self, texts):
        raise ValueError(f"cannot read {texts[0]}")
