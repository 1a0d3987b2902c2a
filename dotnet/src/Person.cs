using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Globalization;
using System.Linq;

namespace Bootpay
{
    /// <summary>A Korean law that asks for an age. Ages are those of the calendar in Korea. This is not legal advice.</summary>
    public enum Law
    {
        /// <summary>청소년 보호법: whoever turns 19 this year or did before, for alcohol, tobacco, games, films and music.</summary>
        YouthProtection,
        /// <summary>민법: 만 19, for contracts.</summary>
        Civil,
        /// <summary>아동복지법: 만 18.</summary>
        ChildWelfare,
        /// <summary>개인정보 보호법: 만 14, from when on no guardian has to consent.</summary>
        GuardianConsent,
    }

    /// <summary>
    /// Somebody who was verified and may be believed. What is null was not sent, because it is not enabled for your project. What
    /// says who it is prints masked; Reveal gives it.
    /// </summary>
    [DebuggerDisplay("{ToString(),nq}")]
    public sealed class Person
    {
        private readonly Func<Dictionary<string, object>> _told;

        internal Person(Dictionary<string, object> data)
        {
            _told = () => data;
            var masked = Received.Object(data, "masked") ?? new Dictionary<string, object>();
            OrderId = Received.Text(data, "order_id");
            ReceiptId = Received.Text(data, "receipt_id");
            Purpose = Received.Text(data, "purpose");
            Name = Hidden(data, "name", masked);
            Birth = Hidden(data, "birth", masked);
            BirthIsAmbiguous = Received.Bool(data, "birth_is_ambiguous");
            Gender = Received.Text(data, "gender");
            Foreigner = Received.Flag(data, "foreigner");
            Phone = Hashed(data, "phone", Received.Text(masked, "phone"));
            Carrier = Received.Text(data, "carrier");
            Ci = Hashed(data, "ci", "CI(…)");
            Di = Hashed(data, "di", "DI(…)");
            Tid = Received.Text(data, "tid");
            DateTimeOffset moment;
            var verified = Received.Text(data, "verified_at");
            if (DateTimeOffset.TryParse(verified, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out moment))
            {
                VerifiedAt = moment;
            }
        }

        private static Private Hidden(Dictionary<string, object> data, string name, Dictionary<string, object> masked)
        {
            var value = Received.Text(data, name);
            return value == null ? null : new Private(value, Received.Text(masked, name) ?? Shown.Redacted);
        }

        private static Hashed Hashed(Dictionary<string, object> data, string name, string masked)
        {
            var value = Received.Text(data, name);
            return value == null ? null : new Hashed(name, value, masked ?? Shown.Redacted);
        }

        /// <summary>The order id that this verification was begun with.</summary>
        public string OrderId { get; private set; }
        /// <summary>The receipt that proves it.</summary>
        public string ReceiptId { get; private set; }
        /// <summary>What Begin was told.</summary>
        public string Purpose { get; private set; }
        /// <summary>The real name. A foreigner's is in Latin letters, with spaces.</summary>
        public Private Name { get; private set; }
        /// <summary>The birth date, YYYY-MM-DD; also null if what the agency sent cannot be one.</summary>
        public Private Birth { get; private set; }
        /// <summary>Do the six digits of the birth date fit two centuries? Birth is the later one then, so that somebody of 100 years or
        /// more counts as a child, and a human must look.</summary>
        public bool BirthIsAmbiguous { get; private set; }
        /// <summary>The registered sex: male, female, or what else the agency wrote.</summary>
        public string Gender { get; private set; }
        /// <summary>Whether the person is a foreigner.</summary>
        public bool? Foreigner { get; private set; }
        /// <summary>The phone number. Numbers are given to new people: it is never a person's key.</summary>
        public Hashed Phone { get; private set; }
        /// <summary>The mobile carrier as the agency wrote it, such as SKT.</summary>
        public string Carrier { get; private set; }
        /// <summary>CI (연계정보), the same for one person on every site.</summary>
        public Hashed Ci { get; private set; }
        /// <summary>DI (중복가입확인정보), another one on every site.</summary>
        public Hashed Di { get; private set; }
        /// <summary>The agency's transaction id, for disputes.</summary>
        public string Tid { get; private set; }
        /// <summary>When the agency verified the person, in Korea's time zone.</summary>
        public DateTimeOffset? VerifiedAt { get; private set; }

        /// <summary>만 나이 today in Korea, or on a day there, YYYY-MM-DD. Null if the birth date is not known, or is to come.</summary>
        public int? Age(string on = null)
        {
            return Ages(on, "age");
        }

        /// <summary>연 나이, the year less the year of birth, today in Korea, or on a day there, YYYY-MM-DD. Null if the birth date is
        /// not known, or is to come.</summary>
        public int? YearAge(string on = null)
        {
            return Ages(on, "year_age");
        }

        private int? Ages(string on, string which)
        {
            return Birth == null
                ? null
                : Received.WholeInt(Asked("ages", on, new Dictionary<string, object> { { "birth", Birth.Reveal() } }), which);
        }

        /// <summary>Whether the person has the age that this law asks for, today in Korea, or on a day there, YYYY-MM-DD. False also if
        /// the birth date is not known.</summary>
        public bool IsAdult(Law law, string on = null)
        {
            var question = new Dictionary<string, object> { { "law", Named(law) }, { "birth", Birth == null ? null : Birth.Reveal() } };
            return Received.Bool(Asked("is_adult", on, question), "adult");
        }

        /// <summary>What may be kept when only this law's age was needed: the verdict and what proves it, and nothing about who it is. An
        /// Adult that is false is not to be kept for longer than the day.</summary>
        public Proof Minimal(Law law, string on = null)
        {
            return new Proof(Asked("minimal", on, new Dictionary<string, object> { { "law", Named(law) }, { "person", _told() } }));
        }

        /// <summary>By which of the hashes that you keep of somebody this is the same person, the strongest first: ci, di, phone or null.
        /// phone alone means the same number and another CI: the number has a new owner, or two people share a phone.</summary>
        public string MatchedBy(HashKeys keys, string ci = null, string di = null, string phone = null)
        {
            var stored = new Dictionary<string, object>();
            foreach (var kept in new[] { new[] { "ci", ci }, new[] { "di", di }, new[] { "phone", phone } })
            {
                if (!string.IsNullOrEmpty(kept[1]))
                {
                    stored[kept[0]] = kept[1];
                }
            }
            var question = new Dictionary<string, object> { { "stored", stored }, { "keys", keys.Told() } };
            foreach (var own in new Dictionary<string, Hashed> { { "ci", Ci }, { "di", Di }, { "phone", Phone } })
            {
                if (own.Value != null)
                {
                    question[own.Key] = own.Value.Reveal();
                }
            }
            return Received.Text(Core.Answer("identity.matched_by", question), "by");
        }

        /// <summary>The names of fields that hold something about a person, a card or an account, and of keys and tokens, for a log's
        /// filter.</summary>
        public static IReadOnlyList<string> PersonalFields()
        {
            var told = Core.Answer("identity.personal_fields", new Dictionary<string, object>());
            return ((List<object>)told["fields"]).Cast<string>().ToList().AsReadOnly();
        }

        /// <summary>Prints the person masked.</summary>
        public override string ToString()
        {
            return "Person(order_id=" + OrderId + " receipt_id=" + ReceiptId + " purpose=" + Purpose + " name=" + Name + " birth=" + Birth
                + " phone=" + Phone + " ci=" + Ci + " di=" + Di + ")";
        }

        private static Dictionary<string, object> Asked(string verb, string on, Dictionary<string, object> question)
        {
            if (on != null)
            {
                question["on"] = on;
            }
            return Core.Answer("identity." + verb, question);
        }

        private static string Named(Law law)
        {
            switch (law)
            {
                case Law.YouthProtection:
                    return "youth_protection";
                case Law.Civil:
                    return "civil";
                case Law.ChildWelfare:
                    return "child_welfare";
                case Law.GuardianConsent:
                    return "guardian_consent";
                default:
                    return law.ToString(); // which the core refuses
            }
        }
    }

    /// <summary>What may be kept when only an age was needed.</summary>
    public sealed class Proof
    {
        /// <summary>The law, such as youth_protection.</summary>
        public string Law { get; private set; }
        /// <summary>The verdict.</summary>
        public bool Adult { get; private set; }
        /// <summary>What the law asks for.</summary>
        public string Rule { get; private set; }
        /// <summary>The day that it is about, YYYY-MM-DD.</summary>
        public string On { get; private set; }
        /// <summary>When it was looked at.</summary>
        public string CheckedAt { get; private set; }
        /// <summary>The order id that the verification was begun with.</summary>
        public string OrderId { get; private set; }
        /// <summary>The receipt that proves it.</summary>
        public string ReceiptId { get; private set; }
        /// <summary>The agency's transaction id, for disputes.</summary>
        public string Tid { get; private set; }
        /// <summary>When the agency verified the person.</summary>
        public string VerifiedAt { get; private set; }

        internal Proof(Dictionary<string, object> told)
        {
            Law = Received.Text(told, "law");
            Adult = Received.Bool(told, "adult");
            Rule = Received.Text(told, "rule");
            On = Received.Text(told, "on");
            CheckedAt = Received.Text(told, "checked_at");
            OrderId = Received.Text(told, "order_id");
            ReceiptId = Received.Text(told, "receipt_id");
            Tid = Received.Text(told, "tid");
            VerifiedAt = Received.Text(told, "verified_at");
        }
    }
}
