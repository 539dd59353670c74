"""Why a card holds template text: a sentence for each reason, in both languages. Words only."""

from __future__ import annotations

from collections.abc import Mapping

from data.errors import Words

REASONS: Mapping[str, Words] = {
    "no_key": Words("AIの利用が設定されていません", "No key for the AI is set"),
    "questions_off": Words(
        "設定により、質問の文はAIに送っていません", "By the settings, questions are not sent to the AI"
    ),
    "off": Words("設定でAIへの送信を止めています", "Sending to the AI is switched off in the settings"),
    "not_set_up": Words("AIの設定に誤りがあります", "The settings of the AI have a fault"),
    "provider_missing": Words("AIの提供元の部品が入っていません", "The package of the AI's provider is not installed"),
    "no_price": Words("このAIモデルの料金が設定されていません", "The price of this AI model is not set"),
    "capped": Words("AIの費用の上限に達しています", "The cap on what the AI may cost is reached"),
    "retired": Words("このAIモデルは提供を終えています", "This AI model has been retired"),
    "nothing_to_say": Words(
        "特筆すべき変化がないため、AIには尋ねていません", "Nothing notable, so the AI was not asked"
    ),
    "pending": Words("AIの文章を準備しています", "The AI's words are on their way"),
    "timeout": Words("AIの応答が時間内にありませんでした", "The AI did not answer in time"),
    "unreachable": Words("AIに接続できませんでした", "The AI could not be reached"),
    "broken_off": Words("AIの応答が途中で切れました", "The AI's answer broke off"),
    "bad_request": Words("AIが依頼を受け付けませんでした", "The AI did not accept the request"),
    "bad_key": Words("AIの鍵が正しくありません", "The AI's key is not valid"),
    "no_credit": Words("AIの残高が足りません", "The AI's account has no credit"),
    "forbidden": Words("AIの利用が許可されていません", "The AI may not be used with this key"),
    "no_such_model": Words("指定のAIモデルがありません", "There is no AI model of that name"),
    "too_large": Words("AIへの依頼が大きすぎました", "The request to the AI was too large"),
    "rate_limited": Words("AIが混み合っています", "The AI takes no more requests just now"),
    "server_error": Words("AIの側で障害が起きています", "The AI has a fault on its side"),
    "overloaded": Words("AIが混雑のため応答できません", "The AI is overloaded"),
    "refused": Words("AIが回答を控えました", "The AI declined to answer"),
    "truncated": Words("AIの回答が途中までで終わりました", "The AI's answer was cut short"),
    "empty": Words("AIの回答が空でした", "The AI's answer was empty"),
    "too_long": Words("AIの回答が長すぎました", "The AI's answer was too long"),
    "not_readable": Words("AIの回答を読み取れませんでした", "The AI's answer could not be read"),
    "not_verified": Words("AIの文章が検証を通りませんでした", "The AI's words did not pass the check"),
    "fault": Words("AIの処理で問題が起きました", "Something went wrong while asking the AI"),
}


def reason(code: str) -> Words:
    """The sentence of a code; the general one for a code that there is not."""
    return REASONS.get(code, REASONS["fault"])
