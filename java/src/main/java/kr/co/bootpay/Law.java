package kr.co.bootpay;

import java.util.Locale;

/** A Korean law that asks for an age. Ages are those of the calendar in Korea. This is not legal advice. */
public enum Law {
    /** 청소년 보호법: whoever turns 19 this year or did before, for alcohol, tobacco, games, films and music. */
    YOUTH_PROTECTION,
    /** 민법: 만 19, for contracts. */
    CIVIL,
    /** 아동복지법: 만 18. */
    CHILD_WELFARE,
    /** 개인정보 보호법: 만 14, from when on no guardian has to consent. */
    GUARDIAN_CONSENT;

    String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
