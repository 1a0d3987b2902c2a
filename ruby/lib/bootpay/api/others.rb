# frozen_string_literal: true

module Bootpay
  class Api
    # `PUT /delivery/start/{receipt_id}`: tells the gateway of an escrow payment that shipping began. (In the official
    # gem this call raises.)
    # @param receipt_id [String] the receipt's id
    # @param delivery_no [String, Integer] the parcel's number
    # @param delivery_corp [String] the carrier's three digits: 000 another one, 001 CJ대한통운, 002 한진, 003 롯데,
    #   004 KG로지스, 005 동부, 006 우체국, 007 로젠, 008 옐로우캡, 009 경동, 010 대신, 011 사가와, 100 direct,
    #   101 quick service
    # @return [Response]
    # @raise [InvalidRequestError] naming the argument that is missing or cannot be; nothing is sent then
    # @example
    #   response = api.delivery_start("5df6e67d4f74b4002a77e0eb", "123456789012", "001") # a payment without escrow
    #   response.data[:message].start_with?("에스크로 결제가 아닙니다.") # => true
    def delivery_start(receipt_id, delivery_no, delivery_corp)
      call("delivery.start") do
        { receipt_id: receipt_id, delivery_no: delivery_no, delivery_corp: delivery_corp }
      end
    end

    # `POST /webhook`: has a receipt's webhook sent to a URL.
    # @param receipt_id [String] the receipt's id; required
    # @param webhook_url [String] where to send it; required
    # @return [Response]
    # @raise [InvalidRequestError] naming the keyword that is missing or cannot be; nothing is sent then
    # @example
    #   api.create_webhook(receipt_id: "5df6e67d4f74b4002a77e0eb", webhook_url: "https://example.com/hook").success?
    #   # => true
    def create_webhook(receipt_id: nil, webhook_url: nil)
      call("webhook.create") { { receipt_id: receipt_id, webhook_url: webhook_url } }
    end

    # `POST /npay/product`: sends Naver Pay product data.
    # @param data [Hash] Naver Pay's own fields; sent as it is, nil fields left out
    # @return [Response]
    # @raise [InvalidRequestError] if it is no Hash, or holds what JSON cannot say; nothing is sent then
    # @example
    #   api.naverpay_item_response({ item: [{ id: "magazine", name: "잡지" }] }).success? # => true
    def naverpay_item_response(data)
      call("npay_product.send") { |wire| wire.object("data", data) }
    end

    # `POST /project/payment`: sets a project's payment gateways.
    # @param data [Hash] fields that Bootpay does not document; sent as it is, nil fields left out
    # @return [Response]
    # @raise [InvalidRequestError] if it is no Hash, or holds what JSON cannot say; nothing is sent then
    # @example
    #   api.update_pg_resource({ pg: "nicepay" }).success? # => true
    def update_pg_resource(data)
      call("project.update") { |wire| wire.object("data", data) }
    end
  end
end
