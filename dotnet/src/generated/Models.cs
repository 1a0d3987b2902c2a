// Rendered by `cargo xtask surface` from crates/bootpay/src/api and schema/names.toml.

using System.Collections.Generic;
using Newtonsoft.Json;

namespace Bootpay.models
{
    /// <summary>
    /// What receiptCancel takes.
    /// </summary>
    public sealed class Cancel : BootpayModel
    {
        /// <summary>
        /// The receipt to cancel. Required.
        /// </summary>
        [JsonProperty("receipt_id")]
        public string receiptId { get; set; }

        /// <summary>All that is left. No sum that was reckoned wrong is it by chance.</summary>
        public const double All = -(1L << 60);

        private double? _price;
        private bool _priceIsSaid;

        /// <summary>
        /// How much to cancel, in won. The documentation asks for more than 1,000 won in a partial cancel, and names
        /// inicis, kcp, danal, payletter, nicepay, kakao and payco as able to do it. Left out: all that is left, and so
        /// is All. 0 and null are refused.
        /// </summary>
        // also where a serializer leaves nulls out: a price that was set to null must not come back as one that was never set
        [JsonProperty("price", NullValueHandling = NullValueHandling.Include, DefaultValueHandling = DefaultValueHandling.Include)]
        public double? price
        {
            get
            {
                return _price;
            }
            set
            {
                _price = value;
                _priceIsSaid = true;
            }
        }

        /// <summary>Lets Newtonsoft.Json leave out what was never set, so that it can be read back.</summary>
        [System.ComponentModel.EditorBrowsable(System.ComponentModel.EditorBrowsableState.Never)]
        public bool ShouldSerializeprice()
        {
            return _priceIsSaid;
        }

        /// <summary>
        /// The tax-free part of `price`, in won; not more than `price`, and only beside it.
        /// </summary>
        [JsonProperty("tax_free")]
        public double? taxFree { get; set; }

        /// <summary>
        /// The merchant's id of this cancel. Default: a fresh one for this call.
        /// </summary>
        [JsonProperty("cancel_id")]
        public string cancelId { get; set; }

        /// <summary>
        /// Who cancels, as shown in the admin page.
        /// </summary>
        [JsonProperty("name")]
        public string name { get; set; }

        /// <summary>
        /// Why.
        /// </summary>
        [JsonProperty("reason")]
        public string reason { get; set; }

        /// <summary>
        /// Where to send the money back: for virtual accounts, with a contract for it.
        /// </summary>
        [JsonProperty("refund")]
        public RefundData refund { get; set; }

        /// <summary>
        /// What was cancelled of this payment before, in won, by your own books. A receipt does not say which request
        /// cancelled, so a cancel of a part whose answer is lost is settled only with this. Two parts of one payment
        /// that are cancelled at the same time cannot be told apart: cancel one after the other. Default: not known.
        /// </summary>
        [JsonProperty("cancelled_before")]
        public double? cancelledBefore { get; set; }

        internal override IEnumerable<Member> Members()
        {
            yield return new Member("receipt_id", receiptId);
            yield return new Member("price", price, mayBeAll: true, isSaid: _priceIsSaid);
            yield return new Member("tax_free", taxFree);
            yield return new Member("cancel_id", cancelId);
            yield return new Member("name", name, isPersonal: true);
            yield return new Member("reason", reason, isPersonal: true);
            yield return new Member("refund", refund);
            yield return new Member("cancelled_before", cancelledBefore);
        }
    }

    /// <summary>
    /// The account that gets the money of a cancelled virtual-account payment.
    /// </summary>
    public sealed class RefundData : BootpayModel
    {
        /// <summary>
        /// The account number. Required.
        /// </summary>
        [JsonProperty("account")]
        public string account { get; set; }

        /// <summary>
        /// The account holder's name. Required.
        /// </summary>
        [JsonProperty("accountholder")]
        public string accountholder { get; set; }

        /// <summary>
        /// The bank's three digits, such as `004`. Required. BankCode has them by name.
        /// </summary>
        [JsonProperty("bankcode")]
        public string bankcode { get; set; }

        internal override IEnumerable<Member> Members()
        {
            yield return new Member("account", account, isPersonal: true);
            yield return new Member("accountholder", accountholder, isPersonal: true);
            yield return new Member("bankcode", bankcode);
        }
    }

    /// <summary>
    /// What getBillingKey takes.
    /// </summary>
    public sealed class Subscribe : BootpayModel
    {
        /// <summary>
        /// The gateway: `nicepay`, `payapp` or `welcome`. Required.
        /// </summary>
        [JsonProperty("pg")]
        public string pg { get; set; }

        /// <summary>
        /// The merchant's id of this registration. Required.
        /// </summary>
        [JsonProperty("order_id")]
        public string orderId { get; set; }

        /// <summary>
        /// What is shown as the item. Required.
        /// </summary>
        [JsonProperty("item_name")]
        public string itemName { get; set; }

        /// <summary>
        /// The card number, digits only. Required.
        /// </summary>
        [JsonProperty("card_no")]
        public string cardNo { get; set; }

        /// <summary>
        /// The first two digits of the card's password. Required.
        /// </summary>
        [JsonProperty("card_pw")]
        public string cardPw { get; set; }

        /// <summary>
        /// The card's expiry year, two digits. Required.
        /// </summary>
        [JsonProperty("expire_year")]
        public string expireYear { get; set; }

        /// <summary>
        /// The card's expiry month, two digits. Required.
        /// </summary>
        [JsonProperty("expire_month")]
        public string expireMonth { get; set; }

        /// <summary>
        /// The holder's birth date in six digits, or a business number; no dashes. Required.
        /// </summary>
        [JsonProperty("identify_number")]
        public string identifyNumber { get; set; }

        /// <summary>
        /// Who buys; payapp needs `phone` and `username`.
        /// </summary>
        [JsonProperty("user_info")]
        public User userInfo { get; set; }

        /// <summary>
        /// A test payment, and the gateway's own errors.
        /// </summary>
        [JsonProperty("extra")]
        public SubscribeExtra extra { get; set; }

        internal override IEnumerable<Member> Members()
        {
            yield return new Member("pg", pg);
            yield return new Member("order_id", orderId);
            yield return new Member("item_name", itemName);
            yield return new Member("card_no", cardNo, isPersonal: true);
            yield return new Member("card_pw", cardPw, isPersonal: true);
            yield return new Member("expire_year", expireYear, isPersonal: true);
            yield return new Member("expire_month", expireMonth, isPersonal: true);
            yield return new Member("identify_number", identifyNumber, isPersonal: true);
            yield return new Member("user_info", userInfo);
            yield return new Member("extra", extra);
        }
    }

    /// <summary>
    /// Who buys (`user_info`). Everything is optional; the gateway payapp needs `phone` and `username`.
    /// </summary>
    public sealed class User : BootpayModel
    {
        /// <summary>
        /// The merchant's own id of the buyer.
        /// </summary>
        [JsonProperty("id")]
        public string id { get; set; }

        /// <summary>
        /// The name.
        /// </summary>
        [JsonProperty("username")]
        public string username { get; set; }

        /// <summary>
        /// The e-mail address.
        /// </summary>
        [JsonProperty("email")]
        public string email { get; set; }

        /// <summary>
        /// The phone number, digits only.
        /// </summary>
        [JsonProperty("phone")]
        public string phone { get; set; }

        /// <summary>
        /// 0 for female, 1 for male.
        /// </summary>
        [JsonProperty("gender")]
        public int? gender { get; set; }

        /// <summary>
        /// The province or city: 서울, 인천, 대구, 광주, 부산, 울산, 경기, 강원, 충북, 충남, 전북, 전남, 경북, 경남,
        /// 제주, 세종, 대전, or their long names.
        /// </summary>
        [JsonProperty("area")]
        public string area { get; set; }

        /// <summary>
        /// The birth date in six digits, such as `901004`.
        /// </summary>
        [JsonProperty("birth")]
        public string birth { get; set; }

        /// <summary>
        /// The address.
        /// </summary>
        [JsonProperty("address")]
        public string address { get; set; }

        /// <summary>
        /// The address, as the browser script calls it.
        /// </summary>
        [JsonProperty("addr")]
        public string addr { get; set; }

        internal override IEnumerable<Member> Members()
        {
            yield return new Member("id", id);
            yield return new Member("username", username, isPersonal: true);
            yield return new Member("email", email, isPersonal: true);
            yield return new Member("phone", phone, isPersonal: true);
            yield return new Member("gender", gender);
            yield return new Member("area", area);
            yield return new Member("birth", birth, isPersonal: true);
            yield return new Member("address", address, isPersonal: true);
            yield return new Member("addr", addr, isPersonal: true);
        }
    }

    /// <summary>
    /// Options of a billing call.
    /// </summary>
    public sealed class SubscribeExtra : BootpayModel
    {
        /// <summary>
        /// Pay 100 won (payapp: 1,000) to test the card; it is cancelled by itself after ten minutes. Default: 0.
        /// </summary>
        [JsonProperty("subscribe_test_payment")]
        public int? subscribeTestPayment { get; set; }

        /// <summary>
        /// Give the gateway's own error back in `data` when it refuses. Default: 0.
        /// </summary>
        [JsonProperty("raw_data")]
        public int? rawData { get; set; }

        internal override IEnumerable<Member> Members()
        {
            yield return new Member("subscribe_test_payment", subscribeTestPayment);
            yield return new Member("raw_data", rawData);
        }
    }

    /// <summary>
    /// What requestSubscribe and reserveSubscribe take.
    /// </summary>
    public sealed class SubscribePayload : BootpayModel
    {
        /// <summary>
        /// The billing key. Required.
        /// </summary>
        [JsonProperty("billing_key")]
        public string billingKey { get; set; }

        /// <summary>
        /// What is sold. Required.
        /// </summary>
        [JsonProperty("item_name")]
        public string itemName { get; set; }

        /// <summary>
        /// How much, in won. Required.
        /// </summary>
        [JsonProperty("price")]
        public double? price { get; set; }

        /// <summary>
        /// The merchant's id, unique per charge. Required.
        /// </summary>
        [JsonProperty("order_id")]
        public string orderId { get; set; }

        /// <summary>
        /// The tax-free part of `price`, in won. Default: 0.
        /// </summary>
        [JsonProperty("tax_free")]
        public double? taxFree { get; set; }

        /// <summary>
        /// Instalment months: 0 for a single payment, or 2 to 12 from 50,000 won on. Default: 0.
        /// </summary>
        [JsonProperty("quota")]
        public int? quota { get; set; }

        /// <summary>
        /// Interest-free; the gateway welcome only. Default: 0.
        /// </summary>
        [JsonProperty("interest")]
        public int? interest { get; set; }

        /// <summary>
        /// What is sold, piece by piece.
        /// </summary>
        [JsonProperty("items")]
        public List<Item> items { get; set; }

        /// <summary>
        /// Who buys; payapp needs `phone` and `username`.
        /// </summary>
        [JsonProperty("user_info")]
        public User userInfo { get; set; }

        /// <summary>
        /// A test payment, and the gateway's own errors.
        /// </summary>
        [JsonProperty("extra")]
        public SubscribeExtra extra { get; set; }

        /// <summary>
        /// Where the webhook goes. Not localhost.
        /// </summary>
        [JsonProperty("feedback_url")]
        public string feedbackUrl { get; set; }

        /// <summary>
        /// The webhook's form: `json` or `urlencoded`. Default: `urlencoded`.
        /// </summary>
        [JsonProperty("feedback_content_type")]
        public string feedbackContentType { get; set; }

        /// <summary>
        /// When to charge, Unix seconds, in the future. Required by reserveSubscribe.
        /// </summary>
        [JsonProperty("execute_at")]
        public long? executeAt { get; set; }

        /// <summary>
        /// `oneshot`, the only kind there is. Default: `oneshot`.
        /// </summary>
        [JsonProperty("scheduler_type")]
        public string schedulerType { get; set; }

        internal override IEnumerable<Member> Members()
        {
            yield return new Member("billing_key", billingKey, isPersonal: true);
            yield return new Member("item_name", itemName);
            yield return new Member("price", price);
            yield return new Member("order_id", orderId);
            yield return new Member("tax_free", taxFree);
            yield return new Member("quota", quota);
            yield return new Member("interest", interest);
            yield return new Member("items", items);
            yield return new Member("user_info", userInfo);
            yield return new Member("extra", extra);
            yield return new Member("feedback_url", feedbackUrl);
            yield return new Member("feedback_content_type", feedbackContentType);
            yield return new Member("execute_at", executeAt, neededBy: "billing.reserve");
            yield return new Member("scheduler_type", schedulerType);
        }
    }

    /// <summary>
    /// One piece of what is sold.
    /// </summary>
    public sealed class Item : BootpayModel
    {
        /// <summary>
        /// What it is. Required.
        /// </summary>
        [JsonProperty("item_name")]
        public string itemName { get; set; }

        /// <summary>
        /// How many. Required.
        /// </summary>
        [JsonProperty("qty")]
        public int? qty { get; set; }

        /// <summary>
        /// The merchant's unique id of it. Required.
        /// </summary>
        [JsonProperty("unique")]
        public string unique { get; set; }

        /// <summary>
        /// The price of one, in won. Required.
        /// </summary>
        [JsonProperty("price")]
        public double? price { get; set; }

        /// <summary>
        /// First category.
        /// </summary>
        [JsonProperty("cat1")]
        public string cat1 { get; set; }

        /// <summary>
        /// Second category.
        /// </summary>
        [JsonProperty("cat2")]
        public string cat2 { get; set; }

        /// <summary>
        /// Third category.
        /// </summary>
        [JsonProperty("cat3")]
        public string cat3 { get; set; }

        internal override IEnumerable<Member> Members()
        {
            yield return new Member("item_name", itemName);
            yield return new Member("qty", qty);
            yield return new Member("unique", unique);
            yield return new Member("price", price);
            yield return new Member("cat1", cat1);
            yield return new Member("cat2", cat2);
            yield return new Member("cat3", cat3);
        }
    }

    /// <summary>
    /// What getUserToken takes.
    /// </summary>
    public sealed class UserToken : BootpayModel
    {
        /// <summary>
        /// The merchant's id of the member. Required.
        /// </summary>
        [JsonProperty("user_id")]
        public string userId { get; set; }

        /// <summary>
        /// The e-mail address.
        /// </summary>
        [JsonProperty("email")]
        public string email { get; set; }

        /// <summary>
        /// The name.
        /// </summary>
        [JsonProperty("name")]
        public string name { get; set; }

        /// <summary>
        /// 0 for female, 1 for male. Not sent unless given: 0 would be an answer.
        /// </summary>
        [JsonProperty("gender")]
        public int? gender { get; set; }

        /// <summary>
        /// The birth date in six digits, such as `901004`.
        /// </summary>
        [JsonProperty("birth")]
        public string birth { get; set; }

        /// <summary>
        /// The phone number, digits only; the gateway payapp needs it.
        /// </summary>
        [JsonProperty("phone")]
        public string phone { get; set; }

        internal override IEnumerable<Member> Members()
        {
            yield return new Member("user_id", userId);
            yield return new Member("email", email, isPersonal: true);
            yield return new Member("name", name, isPersonal: true);
            yield return new Member("gender", gender);
            yield return new Member("birth", birth, isPersonal: true);
            yield return new Member("phone", phone, isPersonal: true);
        }
    }

    /// <summary>
    /// What requestPayment takes.
    /// </summary>
    public sealed class Payload : BootpayModel
    {
        /// <summary>
        /// The merchant's id. Required.
        /// </summary>
        [JsonProperty("order_id")]
        public string orderId { get; set; }

        /// <summary>
        /// What is sold. Required.
        /// </summary>
        [JsonProperty("name")]
        public string name { get; set; }

        /// <summary>
        /// How much, in won. Required.
        /// </summary>
        [JsonProperty("price")]
        public double? price { get; set; }

        /// <summary>
        /// The gateway. Default: the buyer chooses.
        /// </summary>
        [JsonProperty("pg")]
        public string pg { get; set; }

        /// <summary>
        /// How to pay, such as `card`, `phone`, `vbank`, `bank` or `easy`.
        /// </summary>
        [JsonProperty("method")]
        public string method { get; set; }

        /// <summary>
        /// The methods to offer.
        /// </summary>
        [JsonProperty("methods")]
        public List<string> methods { get; set; }

        /// <summary>
        /// The tax-free part of `price`, in won. Default: 0.
        /// </summary>
        [JsonProperty("tax_free")]
        public double? taxFree { get; set; }

        /// <summary>
        /// Given back in the receipt: text, or JSON which becomes text.
        /// </summary>
        [JsonProperty("params")]
        public string paramCustom { get; set; }

        /// <summary>
        /// Who buys.
        /// </summary>
        [JsonProperty("user_info")]
        public User userInfo { get; set; }

        /// <summary>
        /// What is sold, piece by piece.
        /// </summary>
        [JsonProperty("items")]
        public List<Item> items { get; set; }

        /// <summary>
        /// Options of the payment window.
        /// </summary>
        [JsonProperty("extra")]
        public Extra extra { get; set; }

        /// <summary>
        /// Where the browser goes afterwards. Sent by some official clients, commented out in others.
        /// </summary>
        [JsonProperty("return_url")]
        public string returnUrl { get; set; }

        internal override IEnumerable<Member> Members()
        {
            yield return new Member("order_id", orderId);
            yield return new Member("name", name);
            yield return new Member("price", price);
            yield return new Member("pg", pg);
            yield return new Member("method", method);
            yield return new Member("methods", methods);
            yield return new Member("tax_free", taxFree);
            yield return new Member("params", paramCustom, isPersonal: true);
            yield return new Member("user_info", userInfo);
            yield return new Member("items", items);
            yield return new Member("extra", extra);
            yield return new Member("return_url", returnUrl);
        }
    }

    /// <summary>
    /// Options of the payment window behind a link. Others are sent as they are.
    /// </summary>
    public sealed class Extra : BootpayModel
    {
        /// <summary>
        /// Whether it is an escrow payment.
        /// </summary>
        [JsonProperty("escrow")]
        public bool? escrow { get; set; }

        /// <summary>
        /// Which instalment months to offer, from 50,000 won on: a list, or text such as `0,2,3`.
        /// </summary>
        [JsonProperty("quota")]
        public List<int> quota { get; set; }

        /// <summary>
        /// Whether to show the cash receipt.
        /// </summary>
        [JsonProperty("disp_cash_result")]
        public bool? dispCashResult { get; set; }

        /// <summary>
        /// How long the service runs that is paid for, as text.
        /// </summary>
        [JsonProperty("offer_period")]
        public string offerPeriod { get; set; }

        /// <summary>
        /// The window's colours: `red`, `purple` or `custom`.
        /// </summary>
        [JsonProperty("theme")]
        public string theme { get; set; }

        /// <summary>
        /// The background colour of the theme `custom`.
        /// </summary>
        [JsonProperty("custom_background")]
        public string customBackground { get; set; }

        /// <summary>
        /// The font colour of the theme `custom`.
        /// </summary>
        [JsonProperty("custom_font_color")]
        public string customFontColor { get; set; }

        /// <summary>
        /// For how many months the billing key is valid that is issued.
        /// </summary>
        [JsonProperty("expire_month")]
        public int? expireMonth { get; set; }

        /// <summary>
        /// The seller's name as shown.
        /// </summary>
        [JsonProperty("seller_name")]
        public string sellerName { get; set; }

        /// <summary>
        /// Pay 100 won (payapp: 1,000) to test the card; it is cancelled by itself after ten minutes. Default: 0.
        /// </summary>
        [JsonProperty("subscribe_test_payment")]
        public bool? subscribeTestPayment { get; set; }

        /// <summary>
        /// Give the gateway's own error back in `data` when it refuses. Default: 0.
        /// </summary>
        [JsonProperty("raw_data")]
        public int? rawData { get; set; }

        internal override IEnumerable<Member> Members()
        {
            yield return new Member("escrow", escrow);
            yield return new Member("quota", quota);
            yield return new Member("disp_cash_result", dispCashResult);
            yield return new Member("offer_period", offerPeriod);
            yield return new Member("theme", theme);
            yield return new Member("custom_background", customBackground);
            yield return new Member("custom_font_color", customFontColor);
            yield return new Member("expire_month", expireMonth);
            yield return new Member("seller_name", sellerName);
            yield return new Member("subscribe_test_payment", subscribeTestPayment);
            yield return new Member("raw_data", rawData);
        }
    }

    /// <summary>
    /// What GetUserWallets takes.
    /// </summary>
    public sealed class WalletsPayload : BootpayModel
    {
        /// <summary>
        /// The merchant's id of the member. Required.
        /// </summary>
        [JsonProperty("user_id")]
        public string userId { get; set; }

        /// <summary>
        /// Whether to look at test wallets. Not sent unless given.
        /// </summary>
        [JsonProperty("sandbox")]
        public bool? sandbox { get; set; }

        internal override IEnumerable<Member> Members()
        {
            yield return new Member("user_id", userId);
            yield return new Member("sandbox", sandbox);
        }
    }

    /// <summary>
    /// An answer with its data. An access token and when it ends.
    /// </summary>
    public sealed class ResToken : ResDefault
    {
        /// <summary>What was asked for; null if the answer has none.</summary>
        [JsonProperty("data", NullValueHandling = NullValueHandling.Ignore)]
        public new ResTokenData data { get; set; }

        /// <summary>The data of a good answer; a refusal is thrown.</summary>
        public new ResTokenData Unwrap()
        {
            ThrowIfRefused();
            return data;
        }

        internal override void Take(object found)
        {
            data = BootpayModel.Part<ResTokenData>(found);
        }
    }

    /// <summary>
    /// An access token and when it ends.
    /// </summary>
    public sealed class ResTokenData : BootpayModel
    {
        /// <summary>
        /// Goes bare into the `Authorization` header.
        /// </summary>
        [JsonProperty("token")]
        public string token { get; set; }

        /// <summary>
        /// The server's clock when it answered, Unix seconds.
        /// </summary>
        [JsonProperty("server_time")]
        public long server_time { get; set; }

        /// <summary>
        /// When the token ends, Unix seconds: 30 minutes after it was first issued.
        /// </summary>
        [JsonProperty("expired_at")]
        public long expired_at { get; set; }

        internal override IEnumerable<Member> Members()
        {
            yield return new Member("token", token, isPersonal: true);
            yield return new Member("server_time", server_time);
            yield return new Member("expired_at", expired_at);
        }

        internal override void Take(Dictionary<string, object> found)
        {
            token = Received.Text(found, "token");
            server_time = Received.Long(found, "server_time");
            expired_at = Received.Long(found, "expired_at");
        }
    }

}

namespace Bootpay.models.response
{
    /// <summary>
    /// An answer with its data. A billing key that was issued.
    /// </summary>
    public sealed class ResBillingKey : ResDefault
    {
        /// <summary>What was asked for; null if the answer has none.</summary>
        [JsonProperty("data", NullValueHandling = NullValueHandling.Ignore)]
        public new BillingKeyData data { get; set; }

        /// <summary>The data of a good answer; a refusal is thrown.</summary>
        public new BillingKeyData Unwrap()
        {
            ThrowIfRefused();
            return data;
        }

        internal override void Take(object found)
        {
            data = BootpayModel.Part<BillingKeyData>(found);
        }
    }

    /// <summary>
    /// An answer with its data. A member's token. Valid for an hour, then ask again.
    /// </summary>
    public sealed class ResEasy : ResDefault
    {
        /// <summary>What was asked for; null if the answer has none.</summary>
        [JsonProperty("data", NullValueHandling = NullValueHandling.Ignore)]
        public new ResEasyData data { get; set; }

        /// <summary>The data of a good answer; a refusal is thrown.</summary>
        public new ResEasyData Unwrap()
        {
            ThrowIfRefused();
            return data;
        }

        internal override void Take(object found)
        {
            data = BootpayModel.Part<ResEasyData>(found);
        }
    }

    /// <summary>
    /// A receipt.
    ///
    /// Treat it as paid only if its status is 1, paid, the price is the one that you asked for, and the order id is
    /// yours: the receipt id came through the customer's browser.
    /// </summary>
    public sealed class ResVerifyData : BootpayModel
    {
        /// <summary>
        /// The receipt's id.
        /// </summary>
        [JsonProperty("receipt_id")]
        public string receiptId { get; set; }

        /// <summary>
        /// The merchant's own order id.
        /// </summary>
        [JsonProperty("order_id")]
        public string orderId { get; set; }

        /// <summary>
        /// What was sold.
        /// </summary>
        [JsonProperty("name")]
        public string name { get; set; }

        /// <summary>
        /// The amount paid.
        /// </summary>
        [JsonProperty("price")]
        public double price { get; set; }

        /// <summary>
        /// The tax-free part of the price.
        /// </summary>
        [JsonProperty("tax_free")]
        public double taxFree { get; set; }

        /// <summary>
        /// What is left after cancels.
        /// </summary>
        [JsonProperty("remain_price")]
        public double remainPrice { get; set; }

        /// <summary>
        /// The tax-free part of what is left.
        /// </summary>
        [JsonProperty("remain_tax_free")]
        public double remainTaxFree { get; set; }

        /// <summary>
        /// What was cancelled so far.
        /// </summary>
        [JsonProperty("cancelled_price")]
        public double cancelledPrice { get; set; }

        /// <summary>
        /// The tax-free part of what was cancelled.
        /// </summary>
        [JsonProperty("cancelled_tax_free")]
        public double cancelledTaxFree { get; set; }

        /// <summary>
        /// Where the sales slip can be seen.
        /// </summary>
        [JsonProperty("receipt_url")]
        public string receiptUrl { get; set; }

        /// <summary>
        /// `krw` or `usd`.
        /// </summary>
        [JsonProperty("unit")]
        public string unit { get; set; }

        /// <summary>
        /// The payment gateway's code, such as `kcp`.
        /// </summary>
        [JsonProperty("pg")]
        public string pg { get; set; }

        /// <summary>
        /// The method's code, such as `card`, `vbank` or `auth`.
        /// </summary>
        [JsonProperty("method")]
        public string method { get; set; }

        /// <summary>
        /// The payment gateway's name in Korean.
        /// </summary>
        [JsonProperty("pg_name")]
        public string pgName { get; set; }

        /// <summary>
        /// The method's name in Korean.
        /// </summary>
        [JsonProperty("method_name")]
        public string methodName { get; set; }

        /// <summary>
        /// What the payment gateway reported; its fields depend on the method.
        /// </summary>
        [JsonProperty("payment_data")]
        public Dictionary<string, object> paymentData { get; set; }

        /// <summary>
        /// When it was requested, `YYYY-MM-DD HH:mm:ss` in Korea time without an offset.
        /// </summary>
        [JsonProperty("requested_at")]
        public string requestedAt { get; set; }

        /// <summary>
        /// Where the payment stands. 1 is paid, and no other number is. 0: requested, nothing decided yet. 1: paid. 2:
        /// just before approval; also a virtual account that waits for its deposit. 3: the payment gateway is approving
        /// it. 11: a billing key was issued. 20: cancelled. -1: failed before approval. -2: approval failed. -3: the
        /// issue of a virtual account was cancelled. -11: a billing key was cancelled. -20: a cancel failed. -30: a
        /// cancel is running.
        /// </summary>
        [JsonProperty("status")]
        public int status { get; set; }

        /// <summary>
        /// `status` as an English word, such as `complete`.
        /// </summary>
        [JsonProperty("status_en")]
        public string statusEn { get; set; }

        /// <summary>
        /// `status` in Korean, such as `결제완료`.
        /// </summary>
        [JsonProperty("status_ko")]
        public string statusKn { get; set; }

        /// <summary>
        /// What the merchant's page sent along as `params`.
        /// </summary>
        [JsonProperty("params")]
        public Dictionary<string, object> paramsCustom { get; set; }

        /// <summary>
        /// When it was paid, `YYYY-MM-DD HH:mm:ss` in Korea time without an offset.
        /// </summary>
        [JsonProperty("purchased_at")]
        public string purchasedAt { get; set; }

        /// <summary>
        /// When it was cancelled, `YYYY-MM-DD HH:mm:ss` in Korea time without an offset.
        /// </summary>
        [JsonProperty("revoked_at")]
        public string revokedAt { get; set; }

        /// <summary>
        /// Where an escrow payment stands.
        /// </summary>
        [JsonProperty("escrow_status")]
        public int escrowStatus { get; set; }

        /// <summary>
        /// `escrow_status` as an English word.
        /// </summary>
        [JsonProperty("escrow_status_en")]
        public string escrowStatusEn { get; set; }

        /// <summary>
        /// `escrow_status` in Korean.
        /// </summary>
        [JsonProperty("escrow_status_ko")]
        public string escrowStatusKo { get; set; }

        internal override IEnumerable<Member> Members()
        {
            yield return new Member("receipt_id", receiptId);
            yield return new Member("order_id", orderId);
            yield return new Member("name", name);
            yield return new Member("price", price);
            yield return new Member("tax_free", taxFree);
            yield return new Member("remain_price", remainPrice);
            yield return new Member("remain_tax_free", remainTaxFree);
            yield return new Member("cancelled_price", cancelledPrice);
            yield return new Member("cancelled_tax_free", cancelledTaxFree);
            yield return new Member("receipt_url", receiptUrl);
            yield return new Member("unit", unit);
            yield return new Member("pg", pg);
            yield return new Member("method", method);
            yield return new Member("pg_name", pgName);
            yield return new Member("method_name", methodName);
            yield return new Member("payment_data", paymentData);
            yield return new Member("requested_at", requestedAt);
            yield return new Member("status", status);
            yield return new Member("status_en", statusEn);
            yield return new Member("status_ko", statusKn);
            yield return new Member("params", paramsCustom, isPersonal: true);
            yield return new Member("purchased_at", purchasedAt);
            yield return new Member("revoked_at", revokedAt);
            yield return new Member("escrow_status", escrowStatus);
            yield return new Member("escrow_status_en", escrowStatusEn);
            yield return new Member("escrow_status_ko", escrowStatusKo);
        }

        internal override void Take(Dictionary<string, object> found)
        {
            receiptId = Received.Text(found, "receipt_id");
            orderId = Received.Text(found, "order_id");
            name = Received.Text(found, "name");
            price = Received.Double(found, "price");
            taxFree = Received.Double(found, "tax_free");
            remainPrice = Received.Double(found, "remain_price");
            remainTaxFree = Received.Double(found, "remain_tax_free");
            cancelledPrice = Received.Double(found, "cancelled_price");
            cancelledTaxFree = Received.Double(found, "cancelled_tax_free");
            receiptUrl = Received.Text(found, "receipt_url");
            unit = Received.Text(found, "unit");
            pg = Received.Text(found, "pg");
            method = Received.Text(found, "method");
            pgName = Received.Text(found, "pg_name");
            methodName = Received.Text(found, "method_name");
            paymentData = Received.Data(Received.Object(found, "payment_data"));
            requestedAt = Received.Text(found, "requested_at");
            status = Received.Int(found, "status");
            statusEn = Received.Text(found, "status_en");
            statusKn = Received.Text(found, "status_ko");
            paramsCustom = Received.Data(Received.Object(found, "params"));
            purchasedAt = Received.Text(found, "purchased_at");
            revokedAt = Received.Text(found, "revoked_at");
            escrowStatus = Received.Int(found, "escrow_status");
            escrowStatusEn = Received.Text(found, "escrow_status_en");
            escrowStatusKo = Received.Text(found, "escrow_status_ko");
        }
    }

    /// <summary>
    /// The result of an identity verification.
    ///
    /// Before you believe it, check that `order_id` is the one which you issued to this very session: the receipt id
    /// came through the browser, and it may belong to somebody else or to an earlier day.
    /// </summary>
    public sealed class CertificateData : BootpayModel
    {
        /// <summary>
        /// The receipt's id.
        /// </summary>
        [JsonProperty("receipt_id")]
        public string receiptId { get; set; }

        /// <summary>
        /// Who was verified. To believe it, use Identity.Confirm.
        /// </summary>
        [JsonProperty("certificate")]
        public CertifiedPerson certificate { get; set; }

        /// <summary>
        /// The merchant's own order id, which binds the result to a session.
        /// </summary>
        [JsonProperty("order_id")]
        public string orderId { get; set; }

        /// <summary>
        /// The agency: `danal` is the only one on v1.
        /// </summary>
        [JsonProperty("pg")]
        public string pg { get; set; }

        /// <summary>
        /// `auth`.
        /// </summary>
        [JsonProperty("method")]
        public string method { get; set; }

        /// <summary>
        /// The agency's name in Korean: `다날`.
        /// </summary>
        [JsonProperty("pg_name")]
        public string pgName { get; set; }

        /// <summary>
        /// `본인인증`.
        /// </summary>
        [JsonProperty("method_name")]
        public string methodName { get; set; }

        /// <summary>
        /// The agency's own report, which repeats most of what it says of the person.
        /// </summary>
        [JsonProperty("payment_data")]
        public Dictionary<string, object> paymentData { get; set; }

        internal override IEnumerable<Member> Members()
        {
            yield return new Member("receipt_id", receiptId);
            yield return new Member("certificate", certificate);
            yield return new Member("order_id", orderId);
            yield return new Member("pg", pg);
            yield return new Member("method", method);
            yield return new Member("pg_name", pgName);
            yield return new Member("method_name", methodName);
            yield return new Member("payment_data", paymentData);
        }

        internal override void Take(Dictionary<string, object> found)
        {
            receiptId = Received.Text(found, "receipt_id");
            certificate = Part<CertifiedPerson>(Received.Of(found, "certificate"));
            orderId = Received.Text(found, "order_id");
            pg = Received.Text(found, "pg");
            method = Received.Text(found, "method");
            pgName = Received.Text(found, "pg_name");
            methodName = Received.Text(found, "method_name");
            paymentData = Received.Data(Received.Object(found, "payment_data"));
        }
    }

    /// <summary>
    /// A verified person: personal data, not for logs.
    ///
    /// `phone`, `carrier` and `foreigner` come only if the merchant has asked the agency to enable them; absent does
    /// not mean empty.
    /// </summary>
    public sealed class CertifiedPerson : BootpayModel
    {
        /// <summary>
        /// The real name. Foreigners have Latin ones with spaces; do not compare it by `==` with typed text.
        /// </summary>
        [JsonProperty("username")]
        public string username { get; set; }

        /// <summary>
        /// The birth date, in one of three forms.
        /// </summary>
        [JsonProperty("birth")]
        public string birth { get; set; }

        /// <summary>
        /// The gender, sent as text or number: 0 for female, 1 for male.
        /// </summary>
        [JsonProperty("gender")]
        public string gender { get; set; }

        /// <summary>
        /// CI, 88 characters of base64. The same person has the same one on every site; people verified by the browser
        /// script 3.1.0 or older may have another.
        /// </summary>
        [JsonProperty("unique")]
        public string unique { get; set; }

        /// <summary>
        /// DI, 64 characters of base64. The same person has another one on every site.
        /// </summary>
        [JsonProperty("di")]
        public string di { get; set; }

        /// <summary>
        /// The verified phone number. Numbers are given to new people: never a person's key.
        /// </summary>
        [JsonProperty("phone")]
        public string phone { get; set; }

        /// <summary>
        /// Whether the person is a foreigner, sent as a boolean or as 0/1.
        /// </summary>
        [JsonProperty("foreigner")]
        public bool foreigner { get; set; }

        /// <summary>
        /// The mobile carrier: `SKT`, `KT`, `LGT`, or another one.
        /// </summary>
        [JsonProperty("carrier")]
        public string carrier { get; set; }

        internal override IEnumerable<Member> Members()
        {
            yield return new Member("username", username, isPersonal: true);
            yield return new Member("birth", birth, isPersonal: true);
            yield return new Member("gender", gender);
            yield return new Member("unique", unique, isPersonal: true);
            yield return new Member("di", di, isPersonal: true);
            yield return new Member("phone", phone, isPersonal: true);
            yield return new Member("foreigner", foreigner);
            yield return new Member("carrier", carrier);
        }

        internal override void Take(Dictionary<string, object> found)
        {
            username = Received.Text(found, "username");
            birth = Received.Text(found, "birth");
            gender = Received.Text(found, "gender");
            unique = Received.Text(found, "unique");
            di = Received.Text(found, "di");
            phone = Received.Text(found, "phone");
            foreigner = Received.Bool(found, "foreigner");
            carrier = Received.Text(found, "carrier");
        }
    }

    /// <summary>
    /// A cancel that was carried out.
    /// </summary>
    public sealed class ResCancelData : BootpayModel
    {
        /// <summary>
        /// The receipt.
        /// </summary>
        [JsonProperty("receipt_id")]
        public string receiptId { get; set; }

        /// <summary>
        /// What is left.
        /// </summary>
        [JsonProperty("remain_price")]
        public double remainPrice { get; set; }

        /// <summary>
        /// The tax-free part of what is left.
        /// </summary>
        [JsonProperty("remain_tax_free")]
        public double remainTaxFree { get; set; }

        /// <summary>
        /// What was cancelled so far.
        /// </summary>
        [JsonProperty("cancelled_price")]
        public double cancelledPrice { get; set; }

        /// <summary>
        /// The tax-free part of what was cancelled.
        /// </summary>
        [JsonProperty("cancelled_tax_free")]
        public double cancelledTaxFree { get; set; }

        /// <summary>
        /// What this request cancelled. Null if its answer was lost and it asked for all that was left.
        /// </summary>
        [JsonProperty("request_cancel_price")]
        public double requestCancelPrice { get; set; }

        /// <summary>
        /// When, `YYYY-MM-DD HH:mm:ss` in Korea time without an offset. Null if its answer was lost and the receipt
        /// does not say.
        /// </summary>
        [JsonProperty("revoked_at")]
        public string revokedAt { get; set; }

        /// <summary>
        /// The gateway's transaction id. Null if its answer was lost.
        /// </summary>
        [JsonProperty("tid")]
        public string tid { get; set; }

        internal override IEnumerable<Member> Members()
        {
            yield return new Member("receipt_id", receiptId);
            yield return new Member("remain_price", remainPrice);
            yield return new Member("remain_tax_free", remainTaxFree);
            yield return new Member("cancelled_price", cancelledPrice);
            yield return new Member("cancelled_tax_free", cancelledTaxFree);
            yield return new Member("request_cancel_price", requestCancelPrice);
            yield return new Member("revoked_at", revokedAt);
            yield return new Member("tid", tid);
        }

        internal override void Take(Dictionary<string, object> found)
        {
            receiptId = Received.Text(found, "receipt_id");
            remainPrice = Received.Double(found, "remain_price");
            remainTaxFree = Received.Double(found, "remain_tax_free");
            cancelledPrice = Received.Double(found, "cancelled_price");
            cancelledTaxFree = Received.Double(found, "cancelled_tax_free");
            requestCancelPrice = Received.Double(found, "request_cancel_price");
            revokedAt = Received.Text(found, "revoked_at");
            tid = Received.Text(found, "tid");
        }
    }

    /// <summary>
    /// A charge, or a payment that was approved: what the browser's `done` callback gets too.
    /// </summary>
    public sealed class BillingSubscribeData : BootpayModel
    {
        /// <summary>
        /// The receipt.
        /// </summary>
        [JsonProperty("receipt_id")]
        public string receiptId { get; set; }

        /// <summary>
        /// The merchant's id.
        /// </summary>
        [JsonProperty("order_id")]
        public string orderId { get; set; }

        /// <summary>
        /// What was sold.
        /// </summary>
        [JsonProperty("item_name")]
        public string itemName { get; set; }

        /// <summary>
        /// How much.
        /// </summary>
        [JsonProperty("price")]
        public double price { get; set; }

        /// <summary>
        /// The gateway's code.
        /// </summary>
        [JsonProperty("pg")]
        public string pg { get; set; }

        /// <summary>
        /// The method's code.
        /// </summary>
        [JsonProperty("method")]
        public string method { get; set; }

        /// <summary>
        /// When it was requested, `YYYY-MM-DD HH:mm:ss` in Korea time without an offset.
        /// </summary>
        [JsonProperty("requested_at")]
        public string requestedAt { get; set; }

        /// <summary>
        /// When it was paid, `YYYY-MM-DD HH:mm:ss` in Korea time without an offset.
        /// </summary>
        [JsonProperty("purchased_at")]
        public string purchasedAt { get; set; }

        /// <summary>
        /// Where the payment stands. 1 is paid, and no other number is. 0: requested, nothing decided yet. 1: paid. 2:
        /// just before approval; also a virtual account that waits for its deposit. 3: the payment gateway is approving
        /// it. 11: a billing key was issued. 20: cancelled. -1: failed before approval. -2: approval failed. -3: the
        /// issue of a virtual account was cancelled. -11: a billing key was cancelled. -20: a cancel failed. -30: a
        /// cancel is running.
        /// </summary>
        [JsonProperty("status")]
        public int status { get; set; }

        /// <summary>
        /// The payment's kind in Korean.
        /// </summary>
        [JsonProperty("payment_name")]
        public string paymentName { get; set; }

        /// <summary>
        /// The gateway's name in Korean.
        /// </summary>
        [JsonProperty("pg_name")]
        public string pgName { get; set; }

        /// <summary>
        /// The method's name in Korean.
        /// </summary>
        [JsonProperty("method_name")]
        public string methodName { get; set; }

        /// <summary>
        /// The card company's code at the gateway. What is said of a card is null if it was paid otherwise.
        /// </summary>
        [JsonProperty("card_code")]
        public string cardCode { get; set; }

        /// <summary>
        /// The card company's name.
        /// </summary>
        [JsonProperty("card_name")]
        public string cardName { get; set; }

        /// <summary>
        /// The card number, its middle masked by the gateway.
        /// </summary>
        [JsonProperty("card_no")]
        public string cardNo { get; set; }

        /// <summary>
        /// Instalment months as text: `00` is a single payment.
        /// </summary>
        [JsonProperty("card_quota")]
        public string cardQuota { get; set; }

        /// <summary>
        /// The payment's page, if it has one.
        /// </summary>
        [JsonProperty("url")]
        public string url { get; set; }

        /// <summary>
        /// The tax-free part.
        /// </summary>
        [JsonProperty("tax_free")]
        public double taxFree { get; set; }

        /// <summary>
        /// What the merchant sent along.
        /// </summary>
        [JsonProperty("params")]
        public Dictionary<string, object> paramsCustom { get; set; }

        internal override IEnumerable<Member> Members()
        {
            yield return new Member("receipt_id", receiptId);
            yield return new Member("order_id", orderId);
            yield return new Member("item_name", itemName);
            yield return new Member("price", price);
            yield return new Member("pg", pg);
            yield return new Member("method", method);
            yield return new Member("requested_at", requestedAt);
            yield return new Member("purchased_at", purchasedAt);
            yield return new Member("status", status);
            yield return new Member("payment_name", paymentName);
            yield return new Member("pg_name", pgName);
            yield return new Member("method_name", methodName);
            yield return new Member("card_code", cardCode);
            yield return new Member("card_name", cardName);
            yield return new Member("card_no", cardNo, isPersonal: true);
            yield return new Member("card_quota", cardQuota);
            yield return new Member("url", url);
            yield return new Member("tax_free", taxFree);
            yield return new Member("params", paramsCustom, isPersonal: true);
        }

        internal override void Take(Dictionary<string, object> found)
        {
            receiptId = Received.Text(found, "receipt_id");
            orderId = Received.Text(found, "order_id");
            itemName = Received.Text(found, "item_name");
            price = Received.Double(found, "price");
            pg = Received.Text(found, "pg");
            method = Received.Text(found, "method");
            requestedAt = Received.Text(found, "requested_at");
            purchasedAt = Received.Text(found, "purchased_at");
            status = Received.Int(found, "status");
            paymentName = Received.Text(found, "payment_name");
            pgName = Received.Text(found, "pg_name");
            methodName = Received.Text(found, "method_name");
            cardCode = Received.Text(found, "card_code");
            cardName = Received.Text(found, "card_name");
            cardNo = Received.Text(found, "card_no");
            cardQuota = Received.Text(found, "card_quota");
            url = Received.Text(found, "url");
            taxFree = Received.Double(found, "tax_free");
            paramsCustom = Received.Data(Received.Object(found, "params"));
        }
    }

    /// <summary>
    /// A billing key that was issued.
    /// </summary>
    public sealed class BillingKeyData : BootpayModel
    {
        /// <summary>
        /// The key. Whoever has it and the merchant's keys can charge the card: not for logs.
        /// </summary>
        [JsonProperty("billing_key")]
        public string billingKey { get; set; }

        /// <summary>
        /// The gateway's code.
        /// </summary>
        [JsonProperty("pg")]
        public string pg { get; set; }

        /// <summary>
        /// The gateway's name in Korean.
        /// </summary>
        [JsonProperty("pg_name")]
        public string pgName { get; set; }

        /// <summary>
        /// `card_rebill_rest`, or `card_rebill` for a registration in the browser.
        /// </summary>
        [JsonProperty("method")]
        public string method { get; set; }

        /// <summary>
        /// The method's name in Korean.
        /// </summary>
        [JsonProperty("method_name")]
        public string methodName { get; set; }

        /// <summary>
        /// The card.
        /// </summary>
        [JsonProperty("data")]
        public BillingKeyCardData data { get; set; }

        /// <summary>
        /// When the key ends, `YYYY-MM-DD HH:mm:ss` in Korea time.
        /// </summary>
        [JsonProperty("e_at")]
        public string endAt { get; set; }

        /// <summary>
        /// When it was issued, `YYYY-MM-DD HH:mm:ss` in Korea time.
        /// </summary>
        [JsonProperty("c_at")]
        public string createAt { get; set; }

        internal override IEnumerable<Member> Members()
        {
            yield return new Member("billing_key", billingKey, isPersonal: true);
            yield return new Member("pg", pg);
            yield return new Member("pg_name", pgName);
            yield return new Member("method", method);
            yield return new Member("method_name", methodName);
            yield return new Member("data", data);
            yield return new Member("e_at", endAt);
            yield return new Member("c_at", createAt);
        }

        internal override void Take(Dictionary<string, object> found)
        {
            billingKey = Received.Text(found, "billing_key");
            pg = Received.Text(found, "pg");
            pgName = Received.Text(found, "pg_name");
            method = Received.Text(found, "method");
            methodName = Received.Text(found, "method_name");
            data = Part<BillingKeyCardData>(Received.Of(found, "data"));
            endAt = Received.Text(found, "e_at");
            createAt = Received.Text(found, "c_at");
        }
    }

    /// <summary>
    /// The card behind a billing key.
    /// </summary>
    public sealed class BillingKeyCardData : BootpayModel
    {
        /// <summary>
        /// The card company's code at the gateway.
        /// </summary>
        [JsonProperty("card_code")]
        public string cardCode { get; set; }

        /// <summary>
        /// The card company's name.
        /// </summary>
        [JsonProperty("card_name")]
        public string cardName { get; set; }

        /// <summary>
        /// The card number, its middle masked by the gateway.
        /// </summary>
        [JsonProperty("card_no")]
        public string cardNo { get; set; }

        /// <summary>
        /// `1` for a debit card, `0` for a credit card; nicepay only.
        /// </summary>
        [JsonProperty("card_cl")]
        public string cardCl { get; set; }

        internal override IEnumerable<Member> Members()
        {
            yield return new Member("card_code", cardCode);
            yield return new Member("card_name", cardName);
            yield return new Member("card_no", cardNo, isPersonal: true);
            yield return new Member("card_cl", cardCl);
        }

        internal override void Take(Dictionary<string, object> found)
        {
            cardCode = Received.Text(found, "card_code");
            cardName = Received.Text(found, "card_name");
            cardNo = Received.Text(found, "card_no");
            cardCl = Received.Text(found, "card_cl");
        }
    }

    /// <summary>
    /// A charge that waits for its time.
    /// </summary>
    public sealed class ReservationData : BootpayModel
    {
        /// <summary>
        /// The reservation's id.
        /// </summary>
        [JsonProperty("reserve_id")]
        public string reserveId { get; set; }

        /// <summary>
        /// The billing key that will be charged.
        /// </summary>
        [JsonProperty("billing_key")]
        public string billingKey { get; set; }

        /// <summary>
        /// What is sold.
        /// </summary>
        [JsonProperty("item_name")]
        public string itemName { get; set; }

        /// <summary>
        /// How much. The documentation's sample says `3000.0`.
        /// </summary>
        [JsonProperty("price")]
        public double price { get; set; }

        /// <summary>
        /// How often it was charged.
        /// </summary>
        [JsonProperty("purchase_count")]
        public int purchaseCount { get; set; }

        /// <summary>
        /// How often it will be charged: 1.
        /// </summary>
        [JsonProperty("purchase_limit")]
        public int purchaseLimit { get; set; }

        /// <summary>
        /// When, Unix seconds.
        /// </summary>
        [JsonProperty("execute_at")]
        public long executeAt { get; set; }

        /// <summary>
        /// 0 waiting, 1 all paid, 2 failed, -1 not reserved, 3 cancelled by the user.
        /// </summary>
        [JsonProperty("status")]
        public int status { get; set; }

        internal override IEnumerable<Member> Members()
        {
            yield return new Member("reserve_id", reserveId);
            yield return new Member("billing_key", billingKey, isPersonal: true);
            yield return new Member("item_name", itemName);
            yield return new Member("price", price);
            yield return new Member("purchase_count", purchaseCount);
            yield return new Member("purchase_limit", purchaseLimit);
            yield return new Member("execute_at", executeAt);
            yield return new Member("status", status);
        }

        internal override void Take(Dictionary<string, object> found)
        {
            reserveId = Received.Text(found, "reserve_id");
            billingKey = Received.Text(found, "billing_key");
            itemName = Received.Text(found, "item_name");
            price = Received.Double(found, "price");
            purchaseCount = Received.Int(found, "purchase_count");
            purchaseLimit = Received.Int(found, "purchase_limit");
            executeAt = Received.Long(found, "execute_at");
            status = Received.Int(found, "status");
        }
    }

    /// <summary>
    /// A member's token. Valid for an hour, then ask again.
    /// </summary>
    public sealed class ResEasyData : BootpayModel
    {
        /// <summary>
        /// Goes into the browser's request.
        /// </summary>
        [JsonProperty("user_token")]
        public string userToken { get; set; }

        /// <summary>
        /// When it ends, Unix seconds.
        /// </summary>
        [JsonProperty("expired_unixtime")]
        public long expiredUnixtime { get; set; }

        /// <summary>
        /// When it ends, `YYYY-MM-DD HH:mm:ss +0900`.
        /// </summary>
        [JsonProperty("expired_localtime")]
        public string expiredLocaltime { get; set; }

        internal override IEnumerable<Member> Members()
        {
            yield return new Member("user_token", userToken, isPersonal: true);
            yield return new Member("expired_unixtime", expiredUnixtime);
            yield return new Member("expired_localtime", expiredLocaltime);
        }

        internal override void Take(Dictionary<string, object> found)
        {
            userToken = Received.Text(found, "user_token");
            expiredUnixtime = Received.Long(found, "expired_unixtime");
            expiredLocaltime = Received.Text(found, "expired_localtime");
        }
    }

}
